/*
 * ipmi-bmc-sim: channels (IPMI 2.0 sections 6.3 and 22.13 to 22.25)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "qemu/cutils.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_GET_AUTH_CAPS = 0x38,
    CMD_GET_SESSION_INFO = 0x3d,
    CMD_SET_ACCESS = 0x40,
    CMD_GET_ACCESS = 0x41,
    CMD_GET_INFO = 0x42,
    CMD_GET_CIPHERS = 0x54,
    CMD_SET_KEYS = 0x56,
};

/* Table 6-2 */
enum {
    PROTOCOL_IPMB = 0x01,
    PROTOCOL_SSIF = 0x04,
    PROTOCOL_KCS = 0x05,
    PROTOCOL_SMIC = 0x06,
    PROTOCOL_BT = 0x08,
    PROTOCOL_OEM = 0x1c,
};

/* Table 6-3 */
enum {
    MEDIUM_IPMB = 0x01,
    MEDIUM_LAN = 0x04,
    MEDIUM_SMBUS = 0x09,
    MEDIUM_SYSTEM = 0x0c,
};

/* Section 22.24 */
#define SESSION_LESS    0x00
#define SESSION_MULTI   0x80
#define VENDOR_IPMI     0x001bf2
#define INTERRUPT_NONE  0xff
#define INTERRUPT_MAX   15

/* Sections 22.22 and 22.23 */
#define CC_SESSION_LESS     0x82
#define CC_MODE_UNSUPPORTED 0x83
enum {
    ACCESS_KEEP = 0,
    ACCESS_KEPT = 1,
    ACCESS_LIVE = 2,
};
#define ACCESS_MODE          0x07
#define ACCESS_MODE_DISABLED 0
#define ACCESS_MODE_ALWAYS   2
#define ACCESS_FLAGS         0x38
#define ACCESS_NO_MSG_AUTH   0x10
#define ACCESS_NO_USER_AUTH  0x08

/* Section 22.13 */
#define AUTH_SUPPORT     0x37
#define AUTH_NONE        0x01
#define AUTH_IPMI_2_0    0x80
#define AUTH_KG_SET      0x20
#define AUTH_EXT_1_5_2_0 0x03

/* Section 22.15: a record of a suite, and what it is made of */
#define CIPHER_RECORD       0xc0
#define CIPHER_INTEGRITY    0x40
#define CIPHER_CONFIDENTIAL 0x80
#define CIPHER_LIST_SUITES  0x80
#define CIPHER_CHUNK        16

/* Section 22.20 */
#define SESSION_BY_HANDLE 0xfe
#define SESSION_BY_ID     0xff
#define SESSIONS_POSSIBLE 4

/* Section 22.25 */
enum {
    KEYS_READ = 0,
    KEYS_SET = 1,
    KEYS_LOCK = 2,
};
#define CC_KEY_LOCKED      0x80
#define CC_KEY_SHORT       0x81
#define CC_KEY_LONG        0x82
#define KEY_STATE_LOCKED   1
#define KEY_STATE_UNLOCKED 2
#define KEY_G              1

/*
 * Which channel
 */

uint8_t sim_channel_number(uint8_t byte)
{
    uint8_t channel = byte & 0x0f;

    return channel == SIM_CHANNEL_PRESENT ? SIM_CHANNEL_SYSTEM : channel;
}

bool sim_channel_is_lan(const IPMIBmcSim *s, uint8_t byte)
{
    return s->channel.lan && sim_channel_number(byte) == s->channel.lan;
}

bool sim_channel_exists(const IPMIBmcSim *s, uint8_t byte)
{
    uint8_t channel = sim_channel_number(byte);

    return channel == SIM_CHANNEL_IPMB || channel == SIM_CHANNEL_SYSTEM ||
           sim_channel_is_lan(s, channel);
}

static bool sim_channel_fw_info(IPMIBmcSim *s, IPMIFwInfo *info)
{
    IPMIInterface *intf = IPMI_BMC(s)->intf;
    IPMIInterfaceClass *ic;

    if (!intf) {
        return false;
    }
    ic = IPMI_INTERFACE_GET_CLASS(intf);
    if (!ic->get_fwinfo) {
        return false;
    }
    ic->get_fwinfo(intf, info);
    return true;
}

int sim_channel_interface(IPMIBmcSim *s)
{
    IPMIFwInfo info = { };

    return sim_channel_fw_info(s, &info) ? info.interface_type : 0;
}

/*
 * Get Channel Info
 */

typedef struct SimChannelInfo {
    uint8_t channel;
    uint8_t medium;
    uint8_t protocol;
    uint8_t sessions;
    uint8_t vendor[3];
    uint8_t aux[2];
} QEMU_PACKED SimChannelInfo;

static void sim_channel_system_info(IPMIBmcSim *s, SimChannelInfo *ci)
{
    static const uint8_t protocols[] = {
        [0] = PROTOCOL_OEM,
        [IPMI_SMBIOS_KCS] = PROTOCOL_KCS,
        [IPMI_SMBIOS_SMIC] = PROTOCOL_SMIC,
        [IPMI_SMBIOS_BT] = PROTOCOL_BT,
        [IPMI_SMBIOS_SSIF] = PROTOCOL_SSIF,
    };
    IPMIFwInfo info = { };
    uint8_t irq = INTERRUPT_NONE;

    sim_channel_fw_info(s, &info);
    if (info.interrupt_number > 0 && info.interrupt_number <= INTERRUPT_MAX) {
        irq = info.interrupt_number;
    }
    ci->medium = info.interface_type == IPMI_SMBIOS_SSIF ? MEDIUM_SMBUS :
                                                           MEDIUM_SYSTEM;
    ci->protocol = protocols[info.interface_type];
    /* Messages and the event message buffer interrupt alike */
    ci->aux[0] = irq;
    ci->aux[1] = irq;
}

/* Section 22.24 */
static uint8_t sim_get_channel_info(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    SimChannelInfo ci = {
        .channel = sim_channel_number(req->data[0]),
        .medium = MEDIUM_IPMB,
        .protocol = PROTOCOL_IPMB,
        .sessions = SESSION_LESS,
    };

    if (!sim_channel_exists(s, ci.channel)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    st24_le_p(ci.vendor, VENDOR_IPMI);
    if (ci.channel == SIM_CHANNEL_SYSTEM) {
        sim_channel_system_info(s, &ci);
    } else if (sim_channel_is_lan(s, ci.channel)) {
        ci.medium = MEDIUM_LAN;
        ci.sessions = SESSION_MULTI;
    }
    ipmi_msg_put_bytes(rsp, &ci, sizeof(ci));
    return IPMI_CC_OK;
}

/*
 * Access
 */

static uint8_t sim_channel_check_access(IPMIBmcSim *s, uint8_t byte)
{
    if (!sim_channel_exists(s, byte)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    return sim_channel_is_lan(s, byte) ? IPMI_CC_OK : CC_SESSION_LESS;
}

static bool sim_channel_access_valid(const SimChannelAccess *access)
{
    uint8_t mode = access->mode & ACCESS_MODE;

    return !(access->mode & ~(ACCESS_MODE | ACCESS_FLAGS)) &&
           (mode == ACCESS_MODE_DISABLED || mode == ACCESS_MODE_ALWAYS) &&
           access->priv >= SIM_PRIV_CALLBACK && access->priv <= SIM_PRIV_OEM;
}

/* Section 22.22. Before boot or shared with the BIOS: that is for serial */
static uint8_t sim_set_channel_access(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    SimChannel *ch = &s->channel;
    SimChannelAccess *targets[] = {
        [ACCESS_KEPT] = &ch->kept, [ACCESS_LIVE] = &ch->live,
    };
    uint8_t set_mode = req->data[1] >> 6, set_priv = req->data[2] >> 6;
    uint8_t mode = req->data[1] & ACCESS_MODE, priv = req->data[2] & 0x0f;
    uint8_t cc = sim_channel_check_access(s, req->data[0]);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    if (set_mode > ACCESS_LIVE || set_priv > ACCESS_LIVE ||
        (set_priv && (priv < SIM_PRIV_CALLBACK || priv > SIM_PRIV_OEM))) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (set_mode && mode != ACCESS_MODE_DISABLED &&
        mode != ACCESS_MODE_ALWAYS) {
        return CC_MODE_UNSUPPORTED;
    }
    if (set_mode) {
        targets[set_mode]->mode = req->data[1] & (ACCESS_MODE | ACCESS_FLAGS);
    }
    if (set_priv) {
        targets[set_priv]->priv = priv;
    }
    sim_changed(s);
    return IPMI_CC_OK;
}

/* Section 22.23 */
static uint8_t sim_get_channel_access(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    const SimChannel *ch = &s->channel;
    uint8_t which = req->data[1] >> 6;
    const SimChannelAccess *access = which == ACCESS_KEPT ? &ch->kept :
                                                            &ch->live;
    uint8_t cc = sim_channel_check_access(s, req->data[0]);

    if (cc != IPMI_CC_OK) {
        return cc;
    }
    if (which != ACCESS_KEPT && which != ACCESS_LIVE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put(rsp, access->mode);
    ipmi_msg_put(rsp, access->priv);
    return IPMI_CC_OK;
}

/*
 * Sessions
 */

static bool sim_channel_key_set(const SimChannelKey *key)
{
    return !buffer_is_zero(key->key, sizeof(key->key));
}

/* Login status (table 22-15) */
static uint8_t sim_channel_auth_status(IPMIBmcSim *s)
{
    const SimChannel *ch = &s->channel;
    uint8_t status = sim_user_login_status(s);

    if (sim_channel_key_set(&ch->keys[KEY_G])) {
        status |= AUTH_KG_SET;
    }
    /* These two stand one above the other in the same order */
    status |= ch->live.mode & (ACCESS_NO_MSG_AUTH | ACCESS_NO_USER_AUTH);
    return status;
}

/* Section 22.13 */
static uint8_t sim_get_auth_caps(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    struct {
        uint8_t channel;
        uint8_t types;
        uint8_t status;
        uint8_t extended;
        uint8_t oem[4];
    } QEMU_PACKED data = {
        .channel = sim_channel_number(req->data[0]),
        .types = AUTH_NONE,
    };
    uint8_t priv = req->data[1] & 0x0f;

    if (!sim_channel_exists(s, data.channel) ||
        priv < SIM_PRIV_CALLBACK || priv > SIM_PRIV_OEM) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (sim_channel_is_lan(s, data.channel)) {
        data.types = AUTH_SUPPORT;
        data.status = sim_channel_auth_status(s);
        if (req->data[0] & AUTH_IPMI_2_0) {
            data.types |= AUTH_IPMI_2_0;
            data.extended = AUTH_EXT_1_5_2_0;
        }
    }
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

/*
 * Algorithms of the suites (table 22-20): authentication, integrity,
 * confidentiality
 */
static void sim_channel_suite(uint8_t id, uint8_t *algorithms)
{
    static const uint8_t suites[][3] = {
        { 0, 0, 0 },
        { 1, 0, 0 }, { 1, 1, 0 }, { 1, 1, 1 }, { 1, 1, 2 }, { 1, 1, 3 },
        { 2, 0, 0 }, { 2, 2, 0 }, { 2, 2, 1 }, { 2, 2, 2 }, { 2, 2, 3 },
        { 2, 3, 0 }, { 2, 3, 1 }, { 2, 3, 2 }, { 2, 3, 3 },
        { 3, 0, 0 }, { 3, 4, 0 }, { 3, 4, 1 }, { 3, 4, 2 }, { 3, 4, 3 },
    };

    memcpy(algorithms, suites[id], sizeof(suites[id]));
}

static void sim_channel_put_suites(IPMIMsg *list)
{
    for (int i = 0; i < SIM_LAN_CIPHERS; i++) {
        uint8_t algorithms[3];

        sim_channel_suite(sim_lan_ciphers[i], algorithms);
        ipmi_msg_put(list, CIPHER_RECORD);
        ipmi_msg_put(list, sim_lan_ciphers[i]);
        ipmi_msg_put(list, algorithms[0]);
        ipmi_msg_put(list, CIPHER_INTEGRITY | algorithms[1]);
        ipmi_msg_put(list, CIPHER_CONFIDENTIAL | algorithms[2]);
    }
}

/* Each algorithm that a suite has, once */
static void sim_channel_put_algorithms(IPMIMsg *list)
{
    static const uint8_t tags[] = { 0, CIPHER_INTEGRITY, CIPHER_CONFIDENTIAL };

    for (int kind = 0; kind < ARRAY_SIZE(tags); kind++) {
        uint32_t seen = 0;

        for (int i = 0; i < SIM_LAN_CIPHERS; i++) {
            uint8_t algorithms[3];

            sim_channel_suite(sim_lan_ciphers[i], algorithms);
            if (!(seen & BIT(algorithms[kind]))) {
                seen |= BIT(algorithms[kind]);
                ipmi_msg_put(list, tags[kind] | algorithms[kind]);
            }
        }
    }
}

/* Section 22.15: the list in pieces, of which the last one is not full */
static uint8_t sim_get_ciphers(IPMIBmcSim *s, const SimRequest *req,
                               IPMIMsg *rsp)
{
    IPMIMsg list = { };
    size_t offset = (req->data[2] & 0x3f) * CIPHER_CHUNK;

    if (!sim_channel_is_lan(s, req->data[0]) ||
        !sim_user_is_payload(req->data[1] & 0x3f)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (req->data[2] & CIPHER_LIST_SUITES) {
        sim_channel_put_suites(&list);
    } else {
        sim_channel_put_algorithms(&list);
    }
    ipmi_msg_put(rsp, sim_channel_number(req->data[0]));
    if (offset < list.len) {
        ipmi_msg_put_bytes(rsp, list.data + offset,
                           MIN(list.len - offset, CIPHER_CHUNK));
    }
    return IPMI_CC_OK;
}

/* Section 22.20: whatever session is asked for, it is not there */
static uint8_t sim_get_session_info(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    uint8_t index = req->data[0];
    size_t len = index == SESSION_BY_HANDLE ? 2 : index == SESSION_BY_ID ? 5 :
                 1;

    if (req->len != len) {
        return IPMI_CC_REQUEST_DATA_LENGTH_INVALID;
    }
    if (index > 0x3f && index < SESSION_BY_HANDLE) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put(rsp, 0);
    ipmi_msg_put(rsp, SESSIONS_POSSIBLE);
    ipmi_msg_put(rsp, 0);
    return IPMI_CC_OK;
}

static uint8_t sim_channel_do_key(IPMIBmcSim *s, SimChannelKey *key,
                                  uint8_t op, const uint8_t *data, size_t len)
{
    if (op != KEYS_READ && key->locked) {
        return CC_KEY_LOCKED;
    }
    if (op != KEYS_SET) {
        key->locked |= op == KEYS_LOCK;
    } else if (len < SIM_CHANNEL_KEY_LEN) {
        return CC_KEY_SHORT;
    } else if (len > SIM_CHANNEL_KEY_LEN) {
        return CC_KEY_LONG;
    } else {
        memcpy(key->key, data, SIM_CHANNEL_KEY_LEN);
    }
    if (op != KEYS_READ) {
        sim_changed(s);
    }
    return IPMI_CC_OK;
}

/* Section 22.25 */
static uint8_t sim_set_channel_keys(IPMIBmcSim *s, const SimRequest *req,
                                    IPMIMsg *rsp)
{
    uint8_t op = req->data[1] & 3, id = req->data[2], cc;
    SimChannelKey *key;

    if (!sim_channel_is_lan(s, req->data[0]) || op > KEYS_LOCK ||
        id >= ARRAY_SIZE(s->channel.keys)) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    key = &s->channel.keys[id];
    cc = sim_channel_do_key(s, key, op, req->data + 3, req->len - 3);
    ipmi_msg_put(rsp, key->locked ? KEY_STATE_LOCKED : KEY_STATE_UNLOCKED);
    if (cc == IPMI_CC_OK && op == KEYS_READ) {
        ipmi_msg_put_bytes(rsp, key->key, sizeof(key->key));
    }
    return cc;
}

/*
 * Part
 */

static void sim_channel_init(IPMIBmcSim *s)
{
    s->channel.kept.mode = ACCESS_MODE_ALWAYS;
    s->channel.kept.priv = SIM_PRIV_ADMIN;
}

static bool sim_channel_realize(IPMIBmcSim *s, Error **errp)
{
    if (s->channel.lan > SIM_CHANNEL_LAN_MAX) {
        error_setg(errp, "lan.channel: %d is not within 0 to %d",
                   s->channel.lan, SIM_CHANNEL_LAN_MAX);
        return false;
    }
    return true;
}

static void sim_channel_restart(IPMIBmcSim *s)
{
    s->channel.live = s->channel.kept;
}

static int sim_channel_live_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_channel_access_valid(&s->channel.live) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_channel_live = {
    .name = "ipmi-bmc-sim/channel",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_channel_live_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(channel.live.mode, IPMIBmcSim),
        VMSTATE_UINT8(channel.live.priv, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_sim_channel_key = {
    .name = "ipmi-bmc-sim/channel/key",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(locked, SimChannelKey),
        VMSTATE_BUFFER(key, SimChannelKey),
        VMSTATE_END_OF_LIST()
    }
};

static int sim_channel_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_channel_access_valid(&s->channel.kept) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_channel = {
    .name = "ipmi-bmc-sim/channel-kept",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_channel_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(channel.kept.mode, IPMIBmcSim),
        VMSTATE_UINT8(channel.kept.priv, IPMIBmcSim),
        VMSTATE_STRUCT_ARRAY(channel.keys, IPMIBmcSim, 2, 1,
                             vmstate_sim_channel_key, SimChannelKey),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_channel_commands[] = {
    { IPMI_NETFN_APP, CMD_GET_AUTH_CAPS, 2, 2, sim_get_auth_caps },
    { IPMI_NETFN_APP, CMD_GET_SESSION_INFO, 1, 5, sim_get_session_info },
    { IPMI_NETFN_APP, CMD_SET_ACCESS, 3, 3, sim_set_channel_access },
    { IPMI_NETFN_APP, CMD_GET_ACCESS, 2, 2, sim_get_channel_access },
    { IPMI_NETFN_APP, CMD_GET_INFO, 1, 1, sim_get_channel_info },
    { IPMI_NETFN_APP, CMD_GET_CIPHERS, 3, 3, sim_get_ciphers },
    { IPMI_NETFN_APP, CMD_SET_KEYS, 3, SIM_ANY_LENGTH, sim_set_channel_keys },
    { }
};

static const Property sim_channel_properties[] = {
    DEFINE_PROP_UINT8("lan.channel", IPMIBmcSim, channel.lan,
                      SIM_CHANNEL_LAN_DEFAULT),
};

const SimPart sim_channel = {
    .name = "channel",
    .commands = sim_channel_commands,
    .properties = sim_channel_properties,
    .nr_properties = ARRAY_SIZE(sim_channel_properties),
    .init = sim_channel_init,
    .realize = sim_channel_realize,
    .restart = sim_channel_restart,
    .live = &vmstate_sim_channel_live,
    .kept = &vmstate_sim_channel,
};
