/*
 * IPMI on the machine that is a BMC: responders and hosts
 *
 * The mirror of ipmi.h. A responder is the hardware that BMC firmware sees
 * and through which it answers a server; a host is what QEMU plays behind
 * it. A host passes whole requests to its responder, and the responder
 * brings back one answer to each, at once or later.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef HW_IPMI_IPMI_RESPONDER_H
#define HW_IPMI_IPMI_RESPONDER_H

#include "hw/qdev-core.h"
#include "hw/ipmi/ipmi_defs.h"

typedef struct IPMIHost IPMIHost;

/*
 * ipmi-responder: hardware that the firmware of this machine sees
 */

#define TYPE_IPMI_RESPONDER "ipmi-responder"
typedef struct IPMIResponder IPMIResponder;
typedef struct IPMIResponderClass IPMIResponderClass;
DECLARE_CLASS_CHECKERS(IPMIResponderClass, IPMI_RESPONDER, TYPE_IPMI_RESPONDER)
#define IPMI_RESPONDER(obj) \
    INTERFACE_CHECK(IPMIResponder, (obj), TYPE_IPMI_RESPONDER)

/**
 * IPMIResponderPort: a responder's end towards its host, embedded by it
 * @host: who has requests; NULL if nobody
 * @name: for traces; the canonical path of the responder
 */
typedef struct IPMIResponderPort {
    IPMIHost *host;
    char *name;
} IPMIResponderPort;

/**
 * IPMIResponderClass:
 * @port: where the responder keeps its port
 * @request: see ipmi_responder_request()
 * @get_atn: see ipmi_responder_get_atn()
 */
struct IPMIResponderClass {
    InterfaceClass parent_class;

    IPMIResponderPort *(*port)(IPMIResponder *ir);
    void (*request)(IPMIResponder *ir, uint8_t msg_id,
                    const uint8_t *req, size_t len);
    bool (*get_atn)(IPMIResponder *ir);
};

/**
 * ipmi_responder_request: pass a request to BMC firmware
 * @ir: the responder
 * @msg_id: comes back with the answer
 * @req: netfn/lun, cmd, data; copied
 * @len: number of bytes in @req
 *
 * Answered by one ipmi_host_response(), maybe before this function returns;
 * with IPMI_CC_BMC_INIT_IN_PROGRESS if the firmware does not listen or is
 * reset. Firmware that listens but says nothing is the caller's affair. A
 * responder has one request pending at a time: with a new one the caller
 * gives up the one before, and no answer to that comes any more.
 */
void ipmi_responder_request(IPMIResponder *ir, uint8_t msg_id,
                            const uint8_t *req, size_t len);

/**
 * ipmi_responder_get_atn: state of SMS_ATN, as the host is to see it
 * @ir: the responder
 */
bool ipmi_responder_get_atn(IPMIResponder *ir);

/*
 * For a responder, with its port as the opaque argument of its channel
 */

/**
 * ipmi_responder_port_realize: make a port ready for a host
 * @port: the port
 * @dev: the responder, which QMP may realize a second time
 */
void ipmi_responder_port_realize(IPMIResponderPort *port, DeviceState *dev);

/**
 * ipmi_responder_port_finalize: the responder is gone
 * @port: the port
 */
void ipmi_responder_port_finalize(IPMIResponderPort *port);

/**
 * ipmi_responder_port_response: bring an answer, see ipmi_host_response()
 * @opaque: the port
 * @msg_id: the id that came with the request
 * @rsp: netfn/lun, cmd, completion code, data
 * @len: number of bytes in @rsp
 */
void ipmi_responder_port_response(void *opaque, uint8_t msg_id,
                                  const uint8_t *rsp, size_t len);

/**
 * ipmi_responder_port_attention: SMS_ATN, see ipmi_host_set_atn()
 * @opaque: the port
 * @set: the new state
 */
void ipmi_responder_port_attention(void *opaque, bool set);

/**
 * ipmi_responder_port_guest_error: the firmware broke a rule of the channel
 * @opaque: the port
 * @what: a few words on it
 */
void ipmi_responder_port_guest_error(void *opaque, const char *what);

/*
 * ipmi-host: QEMU plays the host
 */

#define TYPE_IPMI_HOST "ipmi-host"
OBJECT_DECLARE_TYPE(IPMIHost, IPMIHostClass, IPMI_HOST)

/**
 * IPMIHost: a host, without what makes it one
 * @responder: the hardware it talks to (property responder). Realize claims
 *             it, and fails if there is none or if it has a host already
 */
struct IPMIHost {
    DeviceState parent_obj;

    IPMIResponder *responder;
};

/**
 * IPMIHostClass:
 * @parent_realize: the realize of ipmi-host itself, for a subclass to call
 *                  first
 * @parent_unrealize: its opposite, to call last
 * @response: see ipmi_host_response()
 * @set_atn: see ipmi_host_set_atn()
 */
struct IPMIHostClass {
    DeviceClass parent_class;

    DeviceRealize parent_realize;
    DeviceUnrealize parent_unrealize;
    void (*response)(IPMIHost *host, uint8_t msg_id,
                     const uint8_t *rsp, size_t len);
    void (*set_atn)(IPMIHost *host, bool set);
};

/**
 * ipmi_host_response: a responder brings an answer
 * @host: the host; NULL is fine, the answer is dropped
 * @msg_id: the id that came with the request
 * @rsp: netfn/lun, cmd, completion code, data; copied if needed
 * @len: number of bytes in @rsp
 *
 * An answer with an id that is not pending is dropped.
 */
void ipmi_host_response(IPMIHost *host, uint8_t msg_id,
                        const uint8_t *rsp, size_t len);

/**
 * ipmi_host_set_atn: the firmware set SMS_ATN, or it was cleared
 * @host: the host; NULL is fine
 * @set: the new state; true again if it is set once more
 */
void ipmi_host_set_atn(IPMIHost *host, bool set);

#endif
