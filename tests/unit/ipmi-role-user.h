/*
 * Who uses a role on a channel: messages, and what the role has told
 *
 * Shared by the unit tests of the roles. A role is bt_bmc, bt_host, kcs_bmc
 * or kcs_host; its user gets requests from it if it plays the BMC, and
 * responses if it plays the host.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_UNIT_IPMI_ROLE_USER_H
#define TESTS_UNIT_IPMI_ROLE_USER_H

#include "hw/ipmi/message.h"

/**
 * make_msg: a message with these bytes
 * @bytes: netfn/lun, cmd, data
 * @len: number of bytes in @bytes, at most IPMI_MSG_MAX
 */
IPMIMsg make_msg(const void *bytes, size_t len);

/* The same of a string constant, without its end */
#define MSG(bytes) make_msg(bytes, sizeof(bytes) - 1)

/**
 * long_msg: a message of any length, its data unlike that of other lengths
 * @head: a string that it begins with, as much of it as fits
 * @len: number of bytes, at most IPMI_MSG_MAX
 */
IPMIMsg long_msg(const char *head, size_t len);

/**
 * assert_msg: two messages have the same bytes
 * @msg: the message; it must not have been cut short
 * @wanted: what it must be
 */
void assert_msg(const IPMIMsg *msg, const IPMIMsg *wanted);

/**
 * RoleUser: what a role has told its user
 * @state: the role's state, as state_changed has it
 * @messages: number of requests, or of responses
 * @errors: number of guest errors
 * @msg_id: of the last message
 * @msg: the last message
 *
 * The first member of a test's own structure, which is the opaque argument
 * of the role. All zero is a user that has heard nothing of an idle role.
 */
typedef struct RoleUser {
    unsigned int state;
    unsigned int messages;
    unsigned int errors;
    uint8_t msg_id;
    IPMIMsg msg;
} RoleUser;

/**
 * role_user_message: the role has a request or a response
 * @user: the user
 * @msg_id: its id
 * @msg: its bytes
 * @len: number of bytes in @msg
 */
void role_user_message(RoleUser *user, uint8_t msg_id, const uint8_t *msg,
                       size_t len);

/**
 * role_user_state: the role's state has changed
 * @user: the user
 * @from: must be the state that the user knows of
 * @to: must be another one
 */
void role_user_state(RoleUser *user, unsigned int from, unsigned int to);

/**
 * role_user_error: the role's guest_error
 * @opaque: the user
 * @what: a few words on it
 */
void role_user_error(void *opaque, const char *what);

/**
 * role_user_assert: the role has told this, and no more
 * @user: the user
 * @state: the last state
 * @messages: number of requests, or of responses
 */
void role_user_assert(const RoleUser *user, unsigned int state,
                      unsigned int messages);

#endif
