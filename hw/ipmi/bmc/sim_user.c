/*
 * ipmi-bmc-sim: users and their payloads (IPMI 2.0 sections 22.26 to 22.30
 * and 24)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/cutils.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_SET_ACCESS = 0x43,
    CMD_GET_ACCESS = 0x44,
    CMD_SET_NAME = 0x45,
    CMD_GET_NAME = 0x46,
    CMD_SET_PASSWORD = 0x47,
    CMD_ACTIVATE_PAYLOAD = 0x48,
    CMD_DEACTIVATE_PAYLOAD = 0x49,
    CMD_GET_ACTIVATION_STATUS = 0x4a,
    CMD_GET_INSTANCE_INFO = 0x4b,
    CMD_SET_PAYLOAD_ACCESS = 0x4c,
    CMD_GET_PAYLOAD_ACCESS = 0x4d,
    CMD_GET_PAYLOAD_SUPPORT = 0x4e,
    CMD_GET_PAYLOAD_VERSION = 0x4f,
};

#define USER_ID 0x3f
/* The user without a name, in sections 6.9 and 22.28 */
#define USER_NULL 1

/* Section 22.13 */
#define LOGIN_ANONYMOUS 0x01
#define LOGIN_NULL_NAME 0x02
#define LOGIN_NAME      0x04

/* Section 22.26 */
#define ACCESS_CHANGE     0x80
#define ACCESS_FLAGS      0x70
#define ACCESS_MESSAGING  0x10
#define ACCESS_PRIV       0x0f
#define ACCESS_FLAGS_BOTH (ACCESS_FLAGS | ACCESS_PRIV)

/* Section 22.27 */
#define STATUS_ENABLED  0x40
#define STATUS_DISABLED 0x80

/* Section 22.30 */
#define PASSWORD_SHORT 16
#define PASSWORD_LONG  0x80
enum {
    PASSWORD_DISABLE = 0,
    PASSWORD_ENABLE = 1,
    PASSWORD_SET = 2,
    PASSWORD_TEST = 3,
};
#define CC_TEST_FAILED     0x80
#define CC_TEST_WRONG_SIZE 0x81

/* Section 24 */
enum {
    PAYLOAD_IPMI = 0,
    PAYLOAD_SOL = 1,
};
#define PAYLOADS_STANDARD   0x03
#define PAYLOADS_SESSION    0x3f
#define PAYLOAD_VERSION     0x10
#define PAYLOAD_SETUP_FIRST 0x10
#define PAYLOAD_SETUP_LAST  0x15
#define SOL_INSTANCES       1
#define CC_PAYLOAD_INACTIVE 0x80
#define CC_PAYLOAD_ABSENT   0x80

/* Section 24.6 */
enum {
    PAYLOAD_ENABLE = 0,
    PAYLOAD_DISABLE = 1,
};
#define PAYLOAD_USER_MASK 0xfe

/*
 * Who, and where
 */

static SimUser *sim_user_find(IPMIBmcSim *s, uint8_t byte)
{
    uint8_t id = byte & USER_ID;

    return id >= 1 && id <= SIM_USERS ? &s->users.user[id - 1] : NULL;
}

static SimUserAccess *sim_user_access(IPMIBmcSim *s, SimUser *user,
                                      uint8_t channel)
{
    if (sim_channel_is_lan(s, channel)) {
        return &user->access[0];
    }
    if (sim_channel_number(channel) == SIM_CHANNEL_SYSTEM) {
        return &user->access[1];
    }
    return NULL;
}

/* A channel that users have no access to, and an ID that is none */
static uint8_t sim_user_lookup(IPMIBmcSim *s, uint8_t channel, uint8_t id,
                               SimUser **user, SimUserAccess **access)
{
    *user = sim_user_find(s, id);
    if (!*user) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    *access = sim_user_access(s, *user, channel);
    return *access ? IPMI_CC_OK : IPMI_CC_INVALID_DATA_FIELD;
}

uint8_t sim_user_login_status(const IPMIBmcSim *s)
{
    uint8_t status = 0;

    for (int i = 0; i < SIM_USERS; i++) {
        const SimUser *user = &s->users.user[i];

        if (!user->enabled) {
            continue;
        }
        if (user->name[0]) {
            status |= LOGIN_NAME;
        } else if (!buffer_is_zero(user->password, sizeof(user->password))) {
            status |= LOGIN_NULL_NAME;
        } else {
            status |= LOGIN_ANONYMOUS;
        }
    }
    return status;
}

static uint8_t sim_user_count_enabled(IPMIBmcSim *s)
{
    uint8_t n = 0;

    for (int i = 0; i < SIM_USERS; i++) {
        n += s->users.user[i].enabled;
    }
    return n;
}

/*
 * Users
 */

static bool sim_user_priv_valid(uint8_t priv)
{
    return (priv >= SIM_PRIV_CALLBACK && priv <= SIM_PRIV_OEM) ||
           priv == SIM_PRIV_NONE;
}

/* Section 22.26 */
static uint8_t sim_set_user_access(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    SimUser *user;
    SimUserAccess *access;
    uint8_t priv = req->data[2] & ACCESS_PRIV;
    uint8_t cc = sim_user_lookup(s, req->data[0], req->data[1], &user,
                                 &access);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    if (!sim_user_priv_valid(priv)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[0] & ACCESS_CHANGE) {
        access->flags = req->data[0] & ACCESS_FLAGS;
    }
    access->flags = (access->flags & ACCESS_FLAGS) | priv;
    if (req->len > 3) {
        access->sessions = req->data[3] & 0x0f;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 22.27. One name is fixed, that of user 1 */
static uint8_t sim_get_user_access(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    SimUser *user;
    SimUserAccess *access;
    uint8_t cc = sim_user_lookup(s, req->data[0], req->data[1], &user,
                                 &access);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    ipmi_msg_put(rsp, SIM_USERS);
    ipmi_msg_put(rsp, (user->enabled ? STATUS_ENABLED : STATUS_DISABLED) |
                 sim_user_count_enabled(s));
    ipmi_msg_put(rsp, 1);
    ipmi_msg_put(rsp, access->flags);
    return IPMI_CC_OK;
}

/* Section 22.28 */
static uint8_t sim_set_user_name(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    SimUser *user = sim_user_find(s, req->data[0]);
    const uint8_t *name = req->data + 1;

    if (!user) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    if ((req->data[0] & USER_ID) == USER_NULL &&
        !buffer_is_zero(name, SIM_USER_NAME)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    memcpy(user->name, name, SIM_USER_NAME);
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 22.29 */
static uint8_t sim_get_user_name(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    SimUser *user = sim_user_find(s, req->data[0]);

    if (!user) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put_bytes(rsp, user->name, sizeof(user->name));
    return IPMI_CC_OK;
}

static uint8_t sim_user_test_password(const SimUser *user, bool is_long,
                                      const uint8_t *password, size_t len)
{
    if (user->long_password != is_long) {
        return CC_TEST_WRONG_SIZE;
    }
    return memcmp(user->password, password, len) ? CC_TEST_FAILED :
                                                   IPMI_CC_OK;
}

static void sim_user_set_password(SimUser *user, bool is_long,
                                  const uint8_t *password, size_t len)
{
    memset(user->password, 0, sizeof(user->password));
    memcpy(user->password, password, len);
    user->long_password = is_long;
}

/* Section 22.30. To enable and disable, the password may be there or not */
static uint8_t sim_set_user_password(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    SimUser *user = sim_user_find(s, req->data[0]);
    bool is_long = req->data[0] & PASSWORD_LONG;
    uint8_t op = req->data[1] & 3;
    const uint8_t *password = req->data + 2;
    size_t len = is_long ? SIM_USER_PASSWORD : PASSWORD_SHORT;

    if (!user) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    if (op >= PASSWORD_SET && req->len - 2 != len) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (op == PASSWORD_TEST) {
        return sim_user_test_password(user, is_long, password, len);
    }
    if (op == PASSWORD_SET) {
        sim_user_set_password(user, is_long, password, len);
    } else {
        user->enabled = op == PASSWORD_ENABLE;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/*
 * Payloads
 */

bool sim_user_is_payload(uint8_t type)
{
    return type == PAYLOAD_IPMI || type == PAYLOAD_SOL;
}

/* Section 24.1: over a session only, and there is none */
static uint8_t sim_activate_payload(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    return IPMI_CC_COMMAND_NOT_SUPPORTED;
}

/* Section 24.2 */
static uint8_t sim_deactivate_payload(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    if ((req->data[0] & 0x3f) != PAYLOAD_SOL) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return CC_PAYLOAD_INACTIVE;
}

/* Section 24.4 */
static uint8_t sim_get_activation_status(IPMIBmcSim *s, const SimRequest *req,
                                         IPMIMsg *rsp)
{
    const uint8_t data[] = { SOL_INSTANCES, 0, 0 };

    if ((req->data[0] & 0x3f) != PAYLOAD_SOL) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 24.5: session ID 0, which says that it is not active */
static uint8_t sim_get_instance_info(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    const uint8_t data[4 + 8] = { };

    if ((req->data[0] & 0x3f) != PAYLOAD_SOL) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[1] < 1 || req->data[1] > SOL_INSTANCES) {
        return IPMI_CC_PARM_OUT_OF_RANGE;
    }
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 24.6: standard payloads in two bytes, OEM ones in two */
static uint8_t sim_set_payload_access(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    SimUser *user;
    SimUserAccess *access;
    uint8_t op = req->data[1] >> 6;
    uint8_t payloads = req->data[2] & PAYLOAD_USER_MASK, oem = req->data[4];
    uint8_t cc = sim_user_lookup(s, req->data[0], req->data[1], &user,
                                 &access);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    if (op == PAYLOAD_ENABLE) {
        access->payloads |= payloads;
        access->oem_payloads |= oem;
    } else if (op == PAYLOAD_DISABLE) {
        access->payloads &= ~payloads;
        access->oem_payloads &= ~oem;
    } else {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 24.7 */
static uint8_t sim_get_payload_access(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    SimUser *user;
    SimUserAccess *access;
    uint8_t cc = sim_user_lookup(s, req->data[0], req->data[1], &user,
                                 &access);

    if (cc == IPMI_CC_OK) {
        const uint8_t data[] = { access->payloads, 0, access->oem_payloads,
                                 0 };

        ipmi_msg_put_bytes(rsp, data, sizeof(data));
    }
    return cc;
}

/* Section 24.8: standard, session setup and OEM payloads, and reserved */
static uint8_t sim_get_payload_support(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp)
{
    const uint8_t data[8] = {
        [0] = PAYLOADS_STANDARD, [2] = PAYLOADS_SESSION,
    };

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put_bytes(rsp, data, sizeof(data));
    return IPMI_CC_OK;
}

/* Section 24.9 */
static uint8_t sim_get_payload_version(IPMIBmcSim *s, const SimRequest *req,
                                       IPMIMsg *rsp)
{
    uint8_t type = req->data[1];

    if (!sim_channel_is_lan(s, req->data[0])) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (!sim_user_is_payload(type) &&
        (type < PAYLOAD_SETUP_FIRST || type > PAYLOAD_SETUP_LAST)) {
        return CC_PAYLOAD_ABSENT;
    }
    ipmi_msg_put(rsp, PAYLOAD_VERSION);
    return IPMI_CC_OK;
}

/*
 * From outside. Never the password
 */

static char *sim_user_text(const SimUser *user)
{
    char *text = g_strndup((const char *)user->name, sizeof(user->name));

    for (char *c = text; *c; c++) {
        if (!g_ascii_isprint(*c)) {
            *c = '?';
        }
    }
    return text;
}

static bool sim_user_visit(Visitor *v, IPMIBmcSim *s, unsigned id,
                           Error **errp)
{
    SimUser *user = &s->users.user[id - 1];
    g_autofree char *name = sim_user_text(user);
    const SimUserAccess *access = &user->access[0];
    uint8_t number = id, priv = access->flags & ACCESS_PRIV;
    bool enabled = user->enabled;
    bool messaging = access->flags & ACCESS_MESSAGING;
    bool sol = access->payloads & BIT(PAYLOAD_SOL);
    bool ok;

    if (!visit_start_struct(v, NULL, NULL, 0, errp)) {
        return false;
    }
    ok = visit_type_uint8(v, "id", &number, errp) &&
         visit_type_str(v, "name", &name, errp) &&
         visit_type_bool(v, "enabled", &enabled, errp) &&
         visit_type_uint8(v, "privilege", &priv, errp) &&
         visit_type_bool(v, "messaging", &messaging, errp) &&
         visit_type_bool(v, "sol", &sol, errp) &&
         visit_check_struct(v, errp);
    visit_end_struct(v, NULL);
    return ok;
}

/* Those who have a name, or are enabled */
static void sim_user_get_property(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    bool ok = true;

    if (!sim_usable(s, errp) || !visit_start_list(v, name, NULL, 0, errp)) {
        return;
    }
    for (unsigned id = 1; id <= SIM_USERS && ok; id++) {
        const SimUser *user = &s->users.user[id - 1];

        if (user->name[0] || user->enabled) {
            ok = sim_user_visit(v, s, id, errp);
        }
    }
    if (ok) {
        visit_check_list(v, errp);
    }
    visit_end_list(v, NULL);
}

/*
 * Part
 */

static void sim_user_init(IPMIBmcSim *s)
{
    for (int i = 0; i < SIM_USERS; i++) {
        for (int j = 0; j < SIM_USER_CHANNELS; j++) {
            s->users.user[i].access[j].flags = SIM_PRIV_NONE;
        }
    }
    object_property_add(OBJECT(s), "users", "list", sim_user_get_property,
                        NULL, NULL, NULL);
}

static int sim_user_access_post_load(void *opaque, int version_id)
{
    SimUserAccess *access = opaque;

    return !(access->flags & ~ACCESS_FLAGS_BOTH) &&
           sim_user_priv_valid(access->flags & ACCESS_PRIV) &&
           access->sessions <= 0x0f &&
           !(access->payloads & ~PAYLOAD_USER_MASK) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_user_access = {
    .name = "ipmi-bmc-sim/users/access",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_user_access_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(flags, SimUserAccess),
        VMSTATE_UINT8(sessions, SimUserAccess),
        VMSTATE_UINT8(payloads, SimUserAccess),
        VMSTATE_UINT8(oem_payloads, SimUserAccess),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_user_one = {
    .name = "ipmi-bmc-sim/users/user",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BUFFER(name, SimUser),
        VMSTATE_BUFFER(password, SimUser),
        VMSTATE_BOOL(long_password, SimUser),
        VMSTATE_BOOL(enabled, SimUser),
        VMSTATE_STRUCT_ARRAY(access, SimUser, SIM_USER_CHANNELS, 1,
                             vmstate_sim_user_access, SimUserAccess),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_user_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return buffer_is_zero(s->users.user[USER_NULL - 1].name, SIM_USER_NAME) ?
           0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_user = {
    .name = "ipmi-bmc-sim/users-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_user_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(users.user, IPMIBmcSim, SIM_USERS, 1,
                             vmstate_sim_user_one, SimUser),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_user_commands[] = {
    { IPMI_NETFN_APP, CMD_SET_ACCESS, 3, 4, sim_set_user_access },
    { IPMI_NETFN_APP, CMD_GET_ACCESS, 2, 2, sim_get_user_access },
    { IPMI_NETFN_APP, CMD_SET_NAME, 1 + SIM_USER_NAME, 1 + SIM_USER_NAME,
      sim_set_user_name },
    { IPMI_NETFN_APP, CMD_GET_NAME, 1, 1, sim_get_user_name },
    { IPMI_NETFN_APP, CMD_SET_PASSWORD, 2, 2 + SIM_USER_PASSWORD,
      sim_set_user_password },
    { IPMI_NETFN_APP, CMD_ACTIVATE_PAYLOAD, 6, 6, sim_activate_payload },
    { IPMI_NETFN_APP, CMD_DEACTIVATE_PAYLOAD, 6, 6, sim_deactivate_payload },
    { IPMI_NETFN_APP, CMD_GET_ACTIVATION_STATUS, 1, 1,
      sim_get_activation_status },
    { IPMI_NETFN_APP, CMD_GET_INSTANCE_INFO, 2, 2, sim_get_instance_info },
    { IPMI_NETFN_APP, CMD_SET_PAYLOAD_ACCESS, 6, 6, sim_set_payload_access },
    { IPMI_NETFN_APP, CMD_GET_PAYLOAD_ACCESS, 2, 2, sim_get_payload_access },
    { IPMI_NETFN_APP, CMD_GET_PAYLOAD_SUPPORT, 1, 1,
      sim_get_payload_support },
    { IPMI_NETFN_APP, CMD_GET_PAYLOAD_VERSION, 2, 2,
      sim_get_payload_version },
    { }
};

const SimPart sim_user = {
    .name = "users",
    .commands = sim_user_commands,
    .init = sim_user_init,
    .kept = &vmstate_sim_user,
};
