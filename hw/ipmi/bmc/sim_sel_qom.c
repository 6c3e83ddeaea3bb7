/*
 * ipmi-bmc-sim: the event log as seen from outside the VM
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/bswap.h"
#include "hw/ipmi/bmc/sim.h"

#define EVENT_DEASSERTED 0x80

static bool visit_number(Visitor *v, const char *name, uint32_t val,
                         Error **errp)
{
    return visit_type_uint32(v, name, &val, errp);
}

static bool visit_hex(Visitor *v, const char *name, const uint8_t *bytes,
                      size_t len, Error **errp)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char *str;

    for (size_t i = 0; i < len; i++) {
        g_string_append_printf(text, "%02x", bytes[i]);
    }
    str = text->str;
    return visit_type_str(v, name, &str, errp);
}

/* What only a system event record has (section 32.1) */
static bool visit_event(Visitor *v, const uint8_t *r, Error **errp)
{
    bool deasserted = r[SEL_REC_EVENT_TYPE] & EVENT_DEASSERTED;

    return visit_number(v, "generator", lduw_le_p(r + SEL_REC_GENERATOR),
                        errp) &&
           visit_number(v, "revision", r[SEL_REC_EVMREV], errp) &&
           visit_number(v, "sensor-type", r[SEL_REC_SENSOR_TYPE], errp) &&
           visit_number(v, "sensor", r[SEL_REC_SENSOR], errp) &&
           visit_number(v, "event-type",
                        r[SEL_REC_EVENT_TYPE] & ~EVENT_DEASSERTED, errp) &&
           visit_type_bool(v, "deasserted", &deasserted, errp) &&
           visit_hex(v, "data", r + SEL_REC_DATA, 3, errp);
}

static bool visit_record(Visitor *v, const uint8_t *r, Error **errp)
{
    uint8_t type = r[SEL_REC_TYPE];
    bool ok;

    if (!visit_start_struct(v, NULL, NULL, 0, errp)) {
        return false;
    }
    ok = visit_number(v, "id", lduw_le_p(r + SEL_REC_ID), errp) &&
         visit_number(v, "type", type, errp);
    if (ok && type < SEL_TYPE_OEM) {
        ok = visit_number(v, "time", ldl_le_p(r + SEL_REC_TIME), errp);
    }
    if (ok && type == SEL_TYPE_EVENT) {
        ok = visit_event(v, r, errp);
    }
    ok = ok && visit_hex(v, "raw", r, SEL_RECORD_SIZE, errp) &&
         visit_check_struct(v, errp);
    visit_end_struct(v, NULL);
    return ok;
}

static void sim_sel_get(Object *obj, Visitor *v, const char *name,
                        void *opaque, Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    const Sel *log = &s->sel.log;
    uint16_t id = SEL_ID_FIRST;
    const uint8_t *record;
    bool ok = true;

    if (!sim_usable(s, errp) || !visit_start_list(v, name, NULL, 0, errp)) {
        return;
    }
    while (ok && log->store.records && (record = sel_find(log, id, &id))) {
        ok = visit_record(v, record, errp);
        if (id == SEL_ID_LAST) {
            break;
        }
    }
    if (ok) {
        visit_check_list(v, errp);
    }
    visit_end_list(v, NULL);
}

/* Two hexadecimal digits a byte; spaces between bytes do no harm */
static bool parse_record(const char *text, uint8_t *record)
{
    size_t len = 0;

    while (*text) {
        if (*text == ' ') {
            text++;
            continue;
        }
        if (len == SEL_RECORD_SIZE || !g_ascii_isxdigit(text[0]) ||
            !g_ascii_isxdigit(text[1])) {
            return false;
        }
        record[len++] = g_ascii_xdigit_value(text[0]) << 4 |
                        g_ascii_xdigit_value(text[1]);
        text += 2;
    }
    return len == SEL_RECORD_SIZE;
}

static void sim_sel_set_add(Object *obj, const char *text, Error **errp)
{
    IPMIBmcSim *s = IPMI_BMC_SIMULATOR(obj);
    uint8_t record[SEL_RECORD_SIZE];

    if (!sim_usable(s, errp)) {
        return;
    }
    if (!s->sel.log.store.records) {
        error_setg(errp, "property 'sel-add' needs a realized device");
    } else if (!parse_record(text, record)) {
        error_setg(errp, "property 'sel-add' takes %d bytes as hexadecimal "
                   "digits", SEL_RECORD_SIZE);
    } else if (!sel_type_valid(record[SEL_REC_TYPE])) {
        error_setg(errp, "property 'sel-add': 0x%02x is no record type",
                   record[SEL_REC_TYPE]);
    } else if (!sim_sel_add(s, record)) {
        error_setg(errp, "property 'sel-add': the SEL is full");
    } else {
        sim_msg_event(s, record);
    }
}

void sim_sel_add_properties(IPMIBmcSim *s)
{
    object_property_add(OBJECT(s), "sel", "list", sim_sel_get, NULL, NULL,
                        NULL);
    object_property_set_description(OBJECT(s), "sel",
                                    "records of the system event log");
    object_property_add_str(OBJECT(s), "sel-add", NULL, sim_sel_set_add);
    object_property_set_description(OBJECT(s), "sel-add",
        "adds a record of 16 bytes, in hexadecimal digits, to the log");
}
