/*
 * The BMC's bare-metal firmware: a KCS channel
 *
 * IPMI 2.0 section 9.15. The state changes before the input register is read,
 * for that is what lets the host go on.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "bmc.h"
#include "bmc-kcs.h"

enum { IDLE_STATE = 0x00, READ_STATE = 0x40, WRITE_STATE = 0x80,
       ERROR_STATE = 0xc0 };
enum { WRITE_START = 0x61, WRITE_END = 0x62, READ = 0x68 };

/* What the firmware alone writes need not be read back. */
static uint8_t state;

static void set_state(uint8_t value)
{
    if (state != value) {
        state = value;
        kcs_set_status(value);
    }
}

/* Returns whether the host has written a command. */
static bool wait_for_input(void)
{
    uint8_t status;

    while (!((status = kcs_status()) & KCS_IBF)) {
        sleep_once();
    }
    return status & KCS_COMMAND;
}

/* A protocol error, or a wish that this firmware does not know. */
static void give_up(void)
{
    set_state(ERROR_STATE);
    kcs_input();
    kcs_output(0);
}

void channel_set_up(void)
{
    kcs_set_status(IDLE_STATE);
    kcs_enable();
}

unsigned channel_receive(uint8_t *msg, unsigned max)
{
    unsigned len = 0;
    bool started = false, last = false;

    for (;;) {
        if (wait_for_input()) {
            uint8_t code;

            set_state(WRITE_STATE);
            code = kcs_input();
            started |= code == WRITE_START;
            last = code == WRITE_END;
            len = code == WRITE_START ? 0 : len;
        } else if (!started) {
            give_up();
        } else {
            uint8_t byte;

            set_state(last ? READ_STATE : WRITE_STATE);
            byte = kcs_input();
            if (len < max) {
                msg[len] = byte;
            }
            len++;
            if (last) {
                return len;
            }
        }
    }
}

/* A command in place of a READ is left to channel_receive(). */
void channel_send(const uint8_t *msg, unsigned len)
{
    for (unsigned i = 0; i < len; i++) {
        kcs_output(msg[i]);
        if (wait_for_input()) {
            return;
        }
        if (i == len - 1) {
            set_state(IDLE_STATE);
        }
        if (kcs_input() != READ) {
            set_state(ERROR_STATE);
            break;
        }
    }
    kcs_output(0);
}
