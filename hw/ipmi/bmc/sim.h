/*
 * ipmi-bmc-sim: a BMC that is built into QEMU, and the parts it is made of
 *
 * Each area of IPMI is a part: its state, the commands that work on it, and
 * what happens to it at realize, reset and migration. Parts know each other
 * by the functions in their headers. The simulator itself passes requests to
 * handlers and calls the parts in turn.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_BMC_SIM_H
#define HW_IPMI_BMC_SIM_H

#include "hw/ipmi/ipmi.h"
#include "hw/ipmi/message.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "hw/ipmi/bmc/sim_app.h"
#include "hw/ipmi/bmc/sim_boot.h"
#include "hw/ipmi/bmc/sim_channel.h"
#include "hw/ipmi/bmc/sim_chassis.h"
#include "hw/ipmi/bmc/sim_dcmi.h"
#include "hw/ipmi/bmc/sim_event.h"
#include "hw/ipmi/bmc/sim_firewall.h"
#include "hw/ipmi/bmc/sim_fru.h"
#include "hw/ipmi/bmc/sim_image.h"
#include "hw/ipmi/bmc/sim_lan.h"
#include "hw/ipmi/bmc/sim_msg.h"
#include "hw/ipmi/bmc/sim_param.h"
#include "hw/ipmi/bmc/sim_pef.h"
#include "hw/ipmi/bmc/sim_power.h"
#include "hw/ipmi/bmc/sim_sdr.h"
#include "hw/ipmi/bmc/sim_sel.h"
#include "hw/ipmi/bmc/sim_sensor.h"
#include "hw/ipmi/bmc/sim_sol.h"
#include "hw/ipmi/bmc/sim_store.h"
#include "hw/ipmi/bmc/sim_sysinfo.h"
#include "hw/ipmi/bmc/sim_user.h"
#include "hw/ipmi/bmc/sim_watchdog.h"

/* A handler that takes any number of data bytes */
#define SIM_ANY_LENGTH 0xff
/* Network functions that the simulator can have, requests only */
#define SIM_NR_NETFNS 32

/**
 * SimRequest: a request as a handler sees it
 * @netfn: network function
 * @lun: logical unit
 * @cmd: the command
 * @data: data bytes; of a group extension (netfn 2Ch) those after the group's
 *        identification
 * @len: their number, within what the handler's entry says
 */
typedef struct SimRequest {
    uint8_t netfn;
    uint8_t lun;
    uint8_t cmd;
    const uint8_t *data;
    size_t len;
} SimRequest;

/**
 * SimHandler: carry out a command
 * @s: the simulator
 * @req: the request
 * @rsp: where to put data, with ipmi_msg_put() and the like; the header and
 *       the completion code are there already
 *
 * Returns: completion code. What was put is sent only with IPMI_CC_OK and
 * with the codes of a command's own, 80h to BEh.
 */
typedef uint8_t SimHandler(IPMIBmcSim *s, const SimRequest *req, IPMIMsg *rsp);

/**
 * SimCommand: an entry of a part's table
 * @netfn: network function
 * @cmd: the command
 * @min: fewest data bytes; with fewer the answer is C7h
 * @max: most data bytes, likewise; SIM_ANY_LENGTH for no limit
 * @handler: who carries it out; NULL ends the table
 */
typedef struct SimCommand {
    uint8_t netfn;
    uint8_t cmd;
    uint8_t min;
    uint8_t max;
    SimHandler *handler;
} SimCommand;

/**
 * SimPart: an area of IPMI. All but @name are optional
 * @name: for traces
 * @commands: its commands
 * @group: for commands of netfn 2Ch, the group's identification (DCh: DCMI)
 * @properties: of the device, on fields of an IPMIBmcSim
 * @nr_properties: their number
 * @init: the simulator is made; set defaults, add QOM properties
 * @realize: the properties are set: check them, load files. May not change
 *           what @kept describes after it was read from an image
 * @unrealize: undo it
 * @reset: the host machine is reset, which a BMC outlives: only what is tied
 *         to the host's run changes
 * @restart: the BMC starts, when all of the state has come from an image, and
 *           again with Cold Reset: what is volatile begins anew. Not after
 *           a migration
 * @live: state that a migration carries and a power cycle of the VM does not
 * @kept: state that survives a power cycle, in an image (property drive), and
 *        is carried by a migration too
 * @loaded: all of the state has come, from an image or a stream; make what
 *          follows from it. Returns false if it cannot be
 *
 * The descriptions work on an IPMIBmcSim. Both must refuse in post_load what
 * the part cannot work with. They are subsections of the device's and are
 * named "ipmi-bmc-sim/part" and "ipmi-bmc-sim/part-kept". What they embed
 * must have a name that no subsection begins with, such as
 * "ipmi-bmc-sim/part/entry", or loading takes the next one for its own.
 */
typedef struct SimPart {
    const char *name;
    const SimCommand *commands;
    uint8_t group;
    const Property *properties;
    size_t nr_properties;
    void (*init)(IPMIBmcSim *s);
    bool (*realize)(IPMIBmcSim *s, Error **errp);
    void (*unrealize)(IPMIBmcSim *s);
    void (*reset)(IPMIBmcSim *s);
    void (*restart)(IPMIBmcSim *s);
    const VMStateDescription *live;
    const VMStateDescription *kept;
    bool (*loaded)(IPMIBmcSim *s, Error **errp);
} SimPart;

/**
 * IPMIBmcSim:
 * @name: for traces; the canonical path of the device
 * @half_loaded: a migration stream has begun, and was refused unless the end
 *               is yet to come; what came of it is not to be relied on. Set
 *               while parts are told that it is loaded
 * @netfns: commands that a board has added
 * @wdt_sensor: the watchdog's sensor, as QEMU 10.0 migrates it
 * @app: identity and health
 * @sel: system event log
 * @sdr: SDR repository
 * @fru: FRU inventory
 * @event: event receiver
 * @sensor: sensors
 * @msg: flags, event buffer and queue towards the host's software
 * @channel: channels
 * @dcmi: data center manageability interface
 * @firewall: commands that are turned off
 * @lan: the LAN channel's configuration
 * @pef: platform event filtering
 * @sol: serial over LAN
 * @sysinfo: what the system says of itself
 * @users: users
 * @wdt: watchdog timer
 * @power: power of the host
 * @boot: boot options
 * @chassis: the rest of the chassis
 * @image: where the state is kept
 */
struct IPMIBmcSim {
    IPMIBmc parent_obj;

    char *name;
    bool half_loaded;
    const IPMINetfn *netfns[SIM_NR_NETFNS];
    struct {
        uint8_t status;
        uint8_t reading;
        uint16_t states;
        uint16_t assert_states;
        uint16_t deassert_states;
        uint16_t assert_enable;
    } wdt_sensor;
    SimApp app;
    SimSel sel;
    SimSdr sdr;
    SimFru fru;
    SimEvent event;
    SimSensors sensor;
    SimMsg msg;
    SimChannel channel;
    SimDcmi dcmi;
    SimFirewall firewall;
    SimLan lan;
    SimPef pef;
    SimSol sol;
    SimSysinfo sysinfo;
    SimUsers users;
    SimWatchdog wdt;
    SimPower power;
    SimBoot boot;
    SimChassis chassis;
    SimImage image;
};

/*
 * sim_dispatch.c
 */

/**
 * sim_dispatch: carry out a request
 * @s: the simulator
 * @req: netfn/lun, cmd, data
 * @len: number of bytes in @req
 * @rsp: set to the response, from netfn/lun on
 */
void sim_dispatch(IPMIBmcSim *s, const uint8_t *req, size_t len, IPMIMsg *rsp);

/**
 * sim_find_command: look a command up
 * @netfn: network function
 * @group: for netfn 2Ch the group's identification, else 0
 * @cmd: the command
 *
 * Returns: its entry, NULL if there is none.
 */
const SimCommand *sim_find_command(uint8_t netfn, uint8_t group, uint8_t cmd);

/* The same, for whether it is there at all: a board's commands count too */
bool sim_has_command(IPMIBmcSim *s, uint8_t netfn, uint8_t group, uint8_t cmd);

/**
 * sim_has_netfn: whether a network function has commands
 * @s: the simulator
 * @netfn: network function, an even number
 */
bool sim_has_netfn(IPMIBmcSim *s, uint8_t netfn);

/*
 * sim_migration.c
 */

/**
 * sim_vmstate: the device's description, with the parts' as subsections
 *
 * Its first fields are those of QEMU 10.0.
 */
const VMStateDescription *sim_vmstate(void);

/**
 * sim_loaded: all of the state has come, call the parts' @loaded
 * @s: the simulator
 * @errp: set if a part cannot work with it
 *
 * Returns: true on success.
 */
bool sim_loaded(IPMIBmcSim *s, Error **errp);

/**
 * sim_usable: whether the state may be looked at, and kept
 * @s: the simulator
 * @errp: set if not, as a stream was refused that it has come from in part;
 *        may be NULL
 *
 * For what does not come from the host, whose requests are not let through.
 */
bool sim_usable(const IPMIBmcSim *s, Error **errp);

/*
 * sim.c
 */

/* The parts, in the order in which they are realized; NULL ends them */
extern const SimPart *const sim_parts[];

/**
 * sim_changed: something that @kept describes has changed
 * @s: the simulator
 *
 * Called by a handler, once it is done, or by whoever else changes state.
 * Cheap; the image is written later, in one go.
 */
void sim_changed(IPMIBmcSim *s);

/**
 * sim_restart: the BMC starts anew (Cold Reset, IPMI 2.0 section 20.2)
 * @s: the simulator
 */
void sim_restart(IPMIBmcSim *s);

#endif
