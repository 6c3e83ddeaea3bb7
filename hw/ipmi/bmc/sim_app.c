/*
 * ipmi-bmc-sim: identity and health of the BMC (IPMI 2.0 section 20), and
 * what its interfaces can do (sections 22.9 to 22.14)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"
#include "hw/qdev-properties-system.h"
#include "system/system.h"

enum {
    CMD_GET_DEVICE_ID = 0x01,
    CMD_COLD_RESET = 0x02,
    CMD_WARM_RESET = 0x03,
    CMD_GET_SELF_TEST = 0x04,
    CMD_SET_ACPI_STATE = 0x06,
    CMD_GET_ACPI_STATE = 0x07,
    CMD_GET_DEVICE_GUID = 0x08,
    CMD_GET_SYSTEM_GUID = 0x37,
    CMD_MASTER_WRITE_READ = 0x52,
    CMD_GET_INTERFACE_CAPS = 0x57,
};

/* Additional Device Support: all but a bridge */
#define SIM_DEVICE_SUPPORT 0xbf
/* What QEMU 10.0 admitted to: sensors, SDRs and SEL */
#define SIM_PLAIN_DEVICE_SUPPORT 0x07

#define DEVICE_REV_MAX 0x0f
#define FWREV1_MAX     0x7f
#define MFG_ID_MAX     0xfffff

/* Section 20.4 */
#define SELF_TEST_PASSED 0x55

/* Sections 20.6 and 20.7 */
#define ACPI_STATE_SET     0x80
#define ACPI_STATE_UNKNOWN 0x2a
#define ACPI_NO_CHANGE     0x7f

/* Section 22.11 */
#define CC_NAK_ON_WRITE 0x83

/* Section 22.9 */
enum {
    INTERFACE_SSIF = 0,
    INTERFACE_KCS = 1,
    INTERFACE_SMIC = 2,
};
#define SSIF_MULTI_PART  0x80
#define SSIF_PEC         0x08
#define INTERFACE_INPUT  255

/*
 * GUIDs. IPMI has them from the last byte of the text to the first (section
 * 20.8)
 */

static void sim_app_put_guid(const QemuUUID *uuid, uint8_t *guid)
{
    for (int i = 0; i < sizeof(uuid->data); i++) {
        guid[i] = uuid->data[sizeof(uuid->data) - 1 - i];
    }
}

void sim_app_system_guid(IPMIBmcSim *s, uint8_t *guid)
{
    const SimApp *app = &s->app;

    sim_app_put_guid(qemu_uuid_is_null(&app->guid) ? &qemu_uuid : &app->guid,
                     guid);
}

/*
 * Several BMCs of a VM must be told apart, and stay the same from run to run
 * and over migrations: a name-based UUID (RFC 4122 section 4.3) from the VM's
 * UUID and the device's path.
 */
static void sim_app_derive_uuid(IPMIBmcSim *s, QemuUUID *uuid)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
    uint8_t digest[20];
    gsize len = sizeof(digest);

    g_checksum_update(sum, qemu_uuid.data, sizeof(qemu_uuid.data));
    g_checksum_update(sum, (const uint8_t *)s->name, strlen(s->name));
    g_checksum_get_digest(sum, digest, &len);
    memcpy(uuid->data, digest, sizeof(uuid->data));
    uuid->data[6] = (uuid->data[6] & 0x0f) | 0x50;
    uuid->data[8] = (uuid->data[8] & 0x3f) | 0x80;
}

void sim_app_default_mac(IPMIBmcSim *s, uint8_t *mac)
{
    QemuUUID uuid;

    sim_app_derive_uuid(s, &uuid);
    memcpy(mac, uuid.data, 6);
    /* A locally administered address of one station */
    mac[0] = (mac[0] & 0xfc) | 0x02;
}

/*
 * Commands
 */

/* Section 20.1 */
static uint8_t sim_get_device_id(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    const SimApp *app = &s->app;
    struct {
        uint8_t device_id;
        uint8_t device_rev;
        uint8_t fwrev1;
        uint8_t fwrev2;
        uint8_t ipmi_version;
        uint8_t support;
        uint8_t mfg_id[3];
        uint8_t product_id[2];
        uint8_t aux_fwrev[4];
    } QEMU_PACKED data = {
        .device_id = app->device_id,
        .device_rev = app->device_rev,
        .fwrev1 = app->fwrev1,
        .fwrev2 = app->fwrev2,
        .ipmi_version = app->ipmi_version,
        .support = SIM_DEVICE_SUPPORT,
    };

    st24_le_p(data.mfg_id, app->mfg_id);
    stw_le_p(data.product_id, app->product_id);
    if (app->like_10_0) {
        data.support = SIM_PLAIN_DEVICE_SUPPORT;
        ipmi_msg_put_bytes(rsp, &data, offsetof(typeof(data), aux_fwrev));
    } else {
        ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    }
    return IPMI_CC_OK;
}

/* Section 20.2 */
static uint8_t sim_cold_reset(IPMIBmcSim *s, const SimRequest *req,
                              IPMIMsg *rsp)
{
    sim_restart(s);
    return IPMI_CC_OK;
}

/* Section 20.3: settings stay, and the interface has nothing in flight */
static uint8_t sim_warm_reset(IPMIBmcSim *s, const SimRequest *req,
                              IPMIMsg *rsp)
{
    return IPMI_CC_OK;
}

/* Section 20.4 */
static uint8_t sim_get_self_test(IPMIBmcSim *s, const SimRequest *req,
                                 IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, SELF_TEST_PASSED);
    ipmi_msg_put(rsp, 0);
    return IPMI_CC_OK;
}

/* Table 20-7: S0 to S5 and their unions; legacy on and off; unknown */
static bool sim_app_is_system_state(uint8_t state)
{
    return state <= 0x0a || state == 0x20 || state == 0x21 ||
           state == ACPI_STATE_UNKNOWN;
}

static bool sim_app_is_device_state(uint8_t state)
{
    return state <= 3 || state == ACPI_STATE_UNKNOWN;
}

static bool sim_app_sets_state(uint8_t byte)
{
    return (byte & ACPI_STATE_SET) && (byte & 0x7f) != ACPI_NO_CHANGE;
}

/* Section 20.6 */
static uint8_t sim_set_acpi_state(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    bool system = sim_app_sets_state(req->data[0]);
    bool device = sim_app_sets_state(req->data[1]);
    uint8_t system_state = req->data[0] & 0x7f;
    uint8_t device_state = req->data[1] & 0x7f;

    if ((system && !sim_app_is_system_state(system_state)) ||
        (device && !sim_app_is_device_state(device_state))) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    if (system) {
        s->app.system_state = system_state;
    }
    if (device) {
        s->app.device_state = device_state;
    }
    return IPMI_CC_OK;
}

/* Section 20.7 */
static uint8_t sim_get_acpi_state(IPMIBmcSim *s, const SimRequest *req,
                                  IPMIMsg *rsp)
{
    ipmi_msg_put(rsp, s->app.system_state);
    ipmi_msg_put(rsp, s->app.device_state);
    return IPMI_CC_OK;
}

/* Section 20.8 */
static uint8_t sim_get_device_guid(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    QemuUUID uuid = s->app.guid;
    uint8_t guid[16];

    if (qemu_uuid_is_null(&uuid)) {
        sim_app_derive_uuid(s, &uuid);
    }
    sim_app_put_guid(&uuid, guid);
    ipmi_msg_put_bytes(rsp, guid, sizeof(guid));
    return IPMI_CC_OK;
}

/* Section 22.14 */
static uint8_t sim_get_system_guid(IPMIBmcSim *s, const SimRequest *req,
                                   IPMIMsg *rsp)
{
    uint8_t guid[16];

    sim_app_system_guid(s, guid);
    ipmi_msg_put_bytes(rsp, guid, sizeof(guid));
    return IPMI_CC_OK;
}

/* Section 22.11: buses on which nobody answers */
static uint8_t sim_master_write_read(IPMIBmcSim *s, const SimRequest *req,
                                     IPMIMsg *rsp)
{
    return CC_NAK_ON_WRITE;
}

/* Section 22.9, of the interface that asks; BT has a command of its own */
static uint8_t sim_get_interface_caps(IPMIBmcSim *s, const SimRequest *req,
                                      IPMIMsg *rsp)
{
    static const int types[] = {
        [INTERFACE_SSIF] = IPMI_SMBIOS_SSIF,
        [INTERFACE_KCS] = IPMI_SMBIOS_KCS,
        [INTERFACE_SMIC] = IPMI_SMBIOS_SMIC,
    };
    uint8_t type = req->data[0] & 0x0f;

    if (type >= ARRAY_SIZE(types) ||
        sim_channel_interface(s) != types[type]) {
        return IPMI_CC_INVALID_DATA_FIELD;
    }
    ipmi_msg_put(rsp, 0);
    ipmi_msg_put(rsp, type == INTERFACE_SSIF ? SSIF_MULTI_PART | SSIF_PEC : 0);
    ipmi_msg_put(rsp, INTERFACE_INPUT);
    if (type == INTERFACE_SSIF) {
        ipmi_msg_put(rsp, INTERFACE_INPUT);
    }
    return IPMI_CC_OK;
}

/*
 * Part
 */

static bool sim_app_realize(IPMIBmcSim *s, Error **errp)
{
    const SimApp *app = &s->app;
    uint8_t addr = IPMI_BMC(s)->slave_addr;

    /* An odd owner of an SDR is software, and FFh as event receiver nobody */
    if (addr & 1) {
        error_setg(errp, "slave_addr: 0x%x is odd, and no IPMB address", addr);
        return false;
    }
    if (app->device_rev > DEVICE_REV_MAX) {
        error_setg(errp, "device_rev: 0x%x is more than 0x%x",
                   app->device_rev, DEVICE_REV_MAX);
        return false;
    }
    if (app->fwrev1 > FWREV1_MAX) {
        error_setg(errp, "fwrev1: 0x%x is more than 0x%x", app->fwrev1,
                   FWREV1_MAX);
        return false;
    }
    if (app->mfg_id > MFG_ID_MAX) {
        error_setg(errp, "mfg_id: 0x%x is more than 0x%x", app->mfg_id,
                   MFG_ID_MAX);
        return false;
    }
    return true;
}

/* The system works, and so does the BMC */
static void sim_app_reset(IPMIBmcSim *s)
{
    s->app.system_state = 0;
    s->app.device_state = 0;
}

static int sim_app_post_load(void *opaque, int version_id)
{
    IPMIBmcSim *s = opaque;

    return sim_app_is_system_state(s->app.system_state) &&
           sim_app_is_device_state(s->app.device_state) ? 0 : -EINVAL;
}

static const VMStateDescription vmstate_sim_app = {
    .name = "ipmi-bmc-sim/app",
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = sim_app_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(app.system_state, IPMIBmcSim),
        VMSTATE_UINT8(app.device_state, IPMIBmcSim),
        VMSTATE_END_OF_LIST()
    }
};

static const SimCommand sim_app_commands[] = {
    { IPMI_NETFN_APP, CMD_GET_DEVICE_ID, 0, 0, sim_get_device_id },
    { IPMI_NETFN_APP, CMD_COLD_RESET, 0, 0, sim_cold_reset },
    { IPMI_NETFN_APP, CMD_WARM_RESET, 0, 0, sim_warm_reset },
    { IPMI_NETFN_APP, CMD_GET_SELF_TEST, 0, 0, sim_get_self_test },
    { IPMI_NETFN_APP, CMD_SET_ACPI_STATE, 2, 2, sim_set_acpi_state },
    { IPMI_NETFN_APP, CMD_GET_ACPI_STATE, 0, 0, sim_get_acpi_state },
    { IPMI_NETFN_APP, CMD_GET_DEVICE_GUID, 0, 0, sim_get_device_guid },
    { IPMI_NETFN_APP, CMD_GET_SYSTEM_GUID, 0, 0, sim_get_system_guid },
    { IPMI_NETFN_APP, CMD_MASTER_WRITE_READ, 3, SIM_ANY_LENGTH,
      sim_master_write_read },
    { IPMI_NETFN_APP, CMD_GET_INTERFACE_CAPS, 1, 1, sim_get_interface_caps },
    { }
};

static const Property sim_app_properties[] = {
    DEFINE_PROP_UINT8("device_id", IPMIBmcSim, app.device_id, 0x20),
    DEFINE_PROP_UINT8("ipmi_version", IPMIBmcSim, app.ipmi_version, 0x02),
    DEFINE_PROP_UINT8("device_rev", IPMIBmcSim, app.device_rev, 0),
    DEFINE_PROP_UINT8("fwrev1", IPMIBmcSim, app.fwrev1, 0),
    DEFINE_PROP_UINT8("fwrev2", IPMIBmcSim, app.fwrev2, 0),
    DEFINE_PROP_UINT32("mfg_id", IPMIBmcSim, app.mfg_id, 0),
    DEFINE_PROP_UUID_NODEFAULT("guid", IPMIBmcSim, app.guid),
    DEFINE_PROP_BOOL("x-like-10.0", IPMIBmcSim, app.like_10_0,
                     false),
    DEFINE_PROP_UINT16("product_id", IPMIBmcSim, app.product_id, 0),
};

const SimPart sim_app = {
    .name = "app",
    .commands = sim_app_commands,
    .properties = sim_app_properties,
    .nr_properties = ARRAY_SIZE(sim_app_properties),
    .realize = sim_app_realize,
    .reset = sim_app_reset,
    .live = &vmstate_sim_app,
};
