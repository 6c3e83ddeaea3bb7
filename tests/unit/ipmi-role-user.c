/*
 * Who uses a role on a channel: messages, and what the role has told
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "ipmi-role-user.h"

IPMIMsg make_msg(const void *bytes, size_t len)
{
    IPMIMsg msg = { };

    g_assert_true(ipmi_msg_put_bytes(&msg, bytes, len));
    return msg;
}

IPMIMsg long_msg(const char *head, size_t len)
{
    IPMIMsg msg = { };

    for (size_t i = 0; i < len; i++) {
        ipmi_msg_put(&msg, *head ? (uint8_t)*head++ : i * 3 + len);
    }
    g_assert_cmpuint(msg.len, ==, len);
    return msg;
}

void assert_msg(const IPMIMsg *msg, const IPMIMsg *wanted)
{
    g_assert_cmpmem(msg->data, msg->len, wanted->data, wanted->len);
    g_assert_false(msg->overrun);
}

void role_user_message(RoleUser *user, uint8_t msg_id, const uint8_t *msg,
                       size_t len)
{
    user->messages++;
    user->msg_id = msg_id;
    user->msg = make_msg(msg, len);
}

void role_user_state(RoleUser *user, unsigned int from, unsigned int to)
{
    g_assert_cmpuint(from, ==, user->state);
    g_assert_cmpuint(to, !=, from);
    user->state = to;
}

void role_user_error(void *opaque, const char *what)
{
    RoleUser *user = opaque;

    g_assert_nonnull(what);
    user->errors++;
}

void role_user_assert(const RoleUser *user, unsigned int state,
                      unsigned int messages)
{
    g_assert_cmpuint(user->state, ==, state);
    g_assert_cmpuint(user->messages, ==, messages);
}
