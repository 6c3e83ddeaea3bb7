/*
 * ipmi-bmc-sim: identity and health of the BMC (IPMI 2.0 section 20)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

enum {
    CMD_GET_DEVICE_ID = 0x01,
};

/* Additional Device Support: all but a bridge */
#define SIM_DEVICE_SUPPORT 0xbf

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
        .device_rev = app->device_rev & 0x0f,
        .fwrev1 = app->fwrev1 & 0x7f,
        .fwrev2 = app->fwrev2,
        .ipmi_version = app->ipmi_version,
        .support = SIM_DEVICE_SUPPORT,
    };

    st24_le_p(data.mfg_id, app->mfg_id);
    stw_le_p(data.product_id, app->product_id);
    ipmi_msg_put_bytes(rsp, &data, sizeof(data));
    return IPMI_CC_OK;
}

static const SimCommand sim_app_commands[] = {
    { IPMI_NETFN_APP, CMD_GET_DEVICE_ID, 0, 0, sim_get_device_id },
    { }
};

static const Property sim_app_properties[] = {
    DEFINE_PROP_UINT8("device_id", IPMIBmcSim, app.device_id, 0x20),
    DEFINE_PROP_UINT8("ipmi_version", IPMIBmcSim, app.ipmi_version, 0x02),
    DEFINE_PROP_UINT8("device_rev", IPMIBmcSim, app.device_rev, 0),
    DEFINE_PROP_UINT8("fwrev1", IPMIBmcSim, app.fwrev1, 0),
    DEFINE_PROP_UINT8("fwrev2", IPMIBmcSim, app.fwrev2, 0),
    DEFINE_PROP_UINT32("mfg_id", IPMIBmcSim, app.mfg_id, 0),
    DEFINE_PROP_UINT16("product_id", IPMIBmcSim, app.product_id, 0),
};

const SimPart sim_app = {
    .name = "app",
    .commands = sim_app_commands,
    .properties = sim_app_properties,
    .nr_properties = ARRAY_SIZE(sim_app_properties),
};
