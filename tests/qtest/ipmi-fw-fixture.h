/*
 * A BMC machine with a scripted host, and the phases of a transfer
 *
 * The firmware's driver is a table of functions, so that tests which are the
 * same for every kind of responder exist once.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_IPMI_FW_FIXTURE_H
#define TESTS_QTEST_IPMI_FW_FIXTURE_H

#include "libqtest.h"
#include "ipmi-wire.h"

/* Completion codes that QEMU makes up itself */
enum {
    CC_NODE_BUSY       = 0xc0,
    CC_TIMEOUT         = 0xc3,
    CC_LENGTH_EXCEEDED = 0xc8,
    CC_BMC_INIT        = 0xd2,
    CC_UNSPECIFIED     = 0xff,
};

/* Requests that the host has at most waiting */
#define FW_QUEUE_SIZE 8
/* Default of response-timeout-ms */
#define FW_TIMEOUT_MS 4000

typedef struct FW FW;

/**
 * FWRequest: what the host wants
 * @seq: sequence number on the channel, if it has any
 * @msg: netfn/lun, cmd, data
 * @len: number of bytes in @msg
 */
typedef struct FWRequest {
    uint8_t seq;
    uint8_t msg[WIRE_MSG_MAX];
    size_t len;
} FWRequest;

/**
 * FWPhase: how far a transfer is
 * @name: for the names of tests
 * @open: number of requests that are not answered yet
 * @attention: the firmware has set SMS_ATN
 * @id: for the driver
 */
typedef struct FWPhase {
    const char *name;
    int open;
    bool attention;
    int id;
} FWPhase;

/**
 * FWDriver: firmware for one kind of responder
 * @name: of the kind
 * @msg_max: most bytes of a message (netfn/lun, cmd, data)
 * @phases: ends with one without a name
 * @listen: what a driver does when it starts
 * @deaf: what makes it cease to listen
 * @pending: whether the host has something for the firmware
 * @next: wait for a request, take it, acknowledge its interrupt
 * @answer: answer the request with netfn/lun, cmd, code, data
 * @set_attention: set SMS_ATN
 * @check_idle: the firmware must see nothing that it had to do
 * @check_reset: all registers must be as after a reset
 * @registers: state that must be the same after a migration; a number for
 *             each register, up to FW_REGISTERS
 * @touch: write an interrupt enable register again with what it has
 * @prepare: before the requests of a phase are sent
 * @advance: after that
 * @go_on: go on as if nothing had happened, and answer all requests that come
 *         to sight, each with its mark
 * @babble: read and write registers without sense; nothing may come of it
 */
#define FW_REGISTERS 16
typedef struct FWDriver {
    const char *name;
    size_t msg_max;
    const FWPhase *phases;
    void (*listen)(FW *t);
    void (*deaf)(FW *t);
    bool (*pending)(FW *t);
    void (*next)(FW *t, FWRequest *req);
    void (*answer)(FW *t, const FWRequest *req, const uint8_t *msg,
                   size_t len);
    void (*set_attention)(FW *t);
    void (*check_idle)(FW *t);
    void (*check_reset)(FW *t);
    void (*registers)(FW *t, uint32_t *regs);
    void (*touch)(FW *t);
    void (*prepare)(FW *t, const FWPhase *phase);
    void (*advance)(FW *t, const FWPhase *phase);
    void (*go_on)(FW *t, const FWPhase *phase);
    void (*babble)(FW *t);
} FWDriver;

/**
 * FWBoard: a machine and one responder of it
 * @name: for the names of tests
 * @machine: name
 * @options: further options, or ""; less memory than by default
 * @responder: QOM path
 * @intc: QOM path of the interrupt controller
 * @irq: its input that the responder drives
 * @raw: address of the word that tells which inputs are high; 0 where it is
 *       hidden from a test (the GIC shows it to secure accesses only)
 * @driver: firmware for it
 * @place: where the driver finds it
 */
typedef struct FWBoard {
    const char *name;
    const char *machine;
    const char *options;
    const char *responder;
    const char *intc;
    int irq;
    uint32_t raw;
    const FWDriver *driver;
    const void *place;
} FWBoard;

/**
 * FW: one BMC machine under test
 * @qts: QEMU
 * @board: which machine it is
 * @fw: the firmware's driver
 * @host: the peer of ipmi-host-extern, played by the test
 * @taken: in some phases, the request that the firmware has
 * @state: the driver's own
 */
struct FW {
    QTestState *qts;
    const FWBoard *board;
    const FWDriver *fw;
    IPMIWire *host;
    FWRequest taken;
    struct {
        int phase;
        uint8_t error;
        uint8_t in[1000];
        size_t in_len;
        uint8_t out[1000];
        size_t out_len;
        size_t out_pos;
    } state;
};

/*
 * Registration. Test functions get a machine whose interrupt is intercepted,
 * and a host that is connected and was greeted; the firmware sleeps.
 */

typedef void (*FWTest)(FW *t);
typedef void (*FWPhaseTest)(FW *t, const FWPhase *phase);
typedef void (*FWBareTest)(const FWBoard *board);

void fw_add(const FWBoard *board, const char *name, FWTest fn);

/* One test for each phase; the firmware and the host have got that far */
void fw_add_phases(const FWBoard *board, const char *name, FWPhaseTest fn);

/* A test that starts what it needs by itself */
void fw_add_bare(const FWBoard *board, const char *name, FWBareTest fn);

/*
 * Machines
 */

/* A machine that is not started yet; the host has a socket already */
FW *fw_new(const FWBoard *board);

/**
 * fw_launch: start it
 * @t: the machine
 * @chardev: the way to the host, all of it but the id
 * @device: more properties of ipmi-host-extern, or ""
 * @args: more arguments of QEMU, or ""
 */
void fw_launch(FW *t, const char *chardev, const char *device,
               const char *args);

/* Both in one, for a machine that listens on the host's socket */
FW *fw_start(const FWBoard *board, const char *device, const char *args);
void fw_stop(FW *t);

/*
 * Several responders of one machine, each with a host of its own: @t is filled
 * in. The machine and its options are the first board's.
 */
void fw_start_together(FW **t, const FWBoard *const *boards, int n);
void fw_stop_together(FW **t, int n);

/* Let the host connect; ATTN must be reported to be @attn, a command */
void fw_connect(FW *t, uint8_t attn);

/* Level of the intercepted interrupt */
bool fw_irq(const FW *t);

/* Level of the interrupt controller's input, as it sees it; needs @raw */
bool fw_irq_raw(const FW *t);

/*
 * Transfers
 */

/* The host sends Get Device ID with two bytes of data, or the like of it */
void fw_send(FW *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd);

/* The host must get an answer without data */
void fw_expect_code(FW *t, uint8_t seq, uint8_t netfn_lun, uint8_t cmd,
                    uint8_t cc);

/* Short ways to the driver's functions */
void fw_listen(FW *t);
void fw_next(FW *t, FWRequest *req);

/* Answer a request with a completion code and @len bytes of @data */
void fw_answer(FW *t, const FWRequest *req, uint8_t cc, const uint8_t *data,
               size_t len);

/*
 * One round: host to firmware and back, with all that must hold on the way.
 * @msg is the request; the answer has @rsp_len bytes of data behind its code
 */
void fw_round(FW *t, uint8_t seq, const uint8_t *msg, size_t len,
              size_t rsp_len);

/* A round must work, and nothing else may come */
void fw_check_works(FW *t);

/* A phase of the board's driver, by its number, and the one of attention */
const FWPhase *fw_phase(const FWBoard *board, int id);
const FWPhase *fw_attention_phase(const FWBoard *board);

/* Bring an idle machine with firmware that listens into a phase */
void fw_enter(FW *t, const FWPhase *phase);

/*
 * Requests in phases begin as below, and have a mark and a byte more. That
 * the firmware has one of them is told by the mark, which it gives back as
 * completion code.
 */
#define FW_PHASE_NETFN 0x18
#define FW_PHASE_CMD   0x42
#define FW_PHASE_LEN   4
/* Further requests count up the first one's seq and mark */
#define FW_PHASE_SEQ   0x31
#define FW_PHASE_MARK  0x51

/* These requests must be answered with @cc, first to last */
void fw_expect_open(FW *t, const FWPhase *phase, uint8_t cc);

/* These requests must be answered by the firmware that goes on */
void fw_expect_served(FW *t, const FWPhase *phase);

/* Another request like those of the phases */
void fw_send_marked(FW *t, uint8_t seq, uint8_t mark);
void fw_expect_mark(FW *t, uint8_t seq, uint8_t mark);

/* The firmware's answer to such a request, which is t->taken */
void fw_answer_mark(FW *t);

/*
 * Tests of ipmi-fw-message-tests.c, ipmi-fw-peer-tests.c,
 * ipmi-fw-life-tests.c and ipmi-fw-migration-tests.c
 */
void fw_add_message_tests(const FWBoard *board);
void fw_add_peer_tests(const FWBoard *board);
void fw_add_life_tests(const FWBoard *board);
void fw_add_migration_tests(const FWBoard *board);

/*
 * Streams, in files
 */

char *fw_new_file(void);
void fw_remove_file(char *path);
void fw_save(FW *t, const char *path);
FW *fw_start_target(const FWBoard *board);
/* Returns whether the stream was taken */
bool fw_load(FW *t, const char *path);
/* A machine that goes on where @t stood; @t ends */
FW *fw_migrate(FW *t);

/**
 * FWStream: one that is to be changed
 * @path: its file
 * @bytes: what is in it
 * @len: how much
 * @mark: a place in @bytes
 */
typedef struct FWStream {
    char *path;
    char *bytes;
    gsize len;
    char *mark;
} FWStream;

/* Save a machine; @mark is the place of the @n bytes there */
void fw_stream_save(FWStream *s, FW *t, const void *mark, size_t n);
void fw_stream_free(FWStream *s);

/**
 * fw_stream_load: load a stream with some bytes changed
 * @s: the stream; stays as it is
 * @board: the machine
 * @at: where, counted from the mark
 * @bytes: what is there instead
 * @n: number of bytes
 * @ok: set to whether it was taken
 *
 * Returns: the machine.
 */
FW *fw_stream_load(FWStream *s, const FWBoard *board, int at,
                   const void *bytes, size_t n, bool *ok);

#endif
