/*
 * Test of ipmi-bmc-sim: an image that keeps its state
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include <glib/gstdio.h>
#include <sys/wait.h>
#include "ipmi-sim-outside.h"
#include "ipmi-snapshot.h"

#define KIB 1024
#define SLOT_SIZE  (512 * KIB)
#define IMAGE_SIZE (2 * SLOT_SIZE)
#define SLOT_DATA  (4 * KIB)

/* Offsets in the header of a slot */
#define SLOT_LENGTH     20
#define SLOT_GENERATION 24
#define SLOT_CHECKSUM   52

typedef struct Image {
    char *path;
} Image;

static void image_init(Image *img, int64_t size)
{
    int fd = g_file_open_tmp("ipmi-sim-XXXXXX", &img->path, NULL);

    g_assert_cmpint(fd, >=, 0);
    g_assert_cmpint(ftruncate(fd, size), ==, 0);
    close(fd);
}

static void image_free(Image *img)
{
    g_unlink(img->path);
    g_free(img->path);
}

static void image_write(Image *img, int64_t offset, const void *bytes,
                        size_t len)
{
    int fd = g_open(img->path, O_WRONLY, 0);

    g_assert_cmpint(pwrite(fd, bytes, len, offset), ==, len);
    close(fd);
}

static void image_read(Image *img, int64_t offset, void *bytes, size_t len)
{
    int fd = g_open(img->path, O_RDONLY, 0);

    g_assert_cmpint(pread(fd, bytes, len, offset), ==, len);
    close(fd);
}

static void image_flip(Image *img, int64_t offset)
{
    uint8_t byte;

    image_read(img, offset, &byte, 1);
    byte ^= 1;
    image_write(img, offset, &byte, 1);
}

/* Which slot is the newer one */
static int image_newer(Image *img)
{
    uint64_t a, b;

    image_read(img, SLOT_GENERATION, &a, sizeof(a));
    image_read(img, SLOT_SIZE + SLOT_GENERATION, &b, sizeof(b));
    return GUINT64_FROM_LE(b) > GUINT64_FROM_LE(a);
}

static SimVM *start(Image *img, const char *more)
{
    g_autofree char *args = g_strdup_printf(
        "-drive if=none,id=d0,format=raw,file=%s %s", img->path, more);

    return sim_vm_start(",drive=d0", args);
}

/* A stop writes what there is, if that has not been done */
static void write_all(SimVM *vm)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'cont'}");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
}

/* What an image has now: an orderly end of QEMU would write it once more */
static void image_copy(Image *img, Image *copy)
{
    g_autofree char *bytes = g_malloc(IMAGE_SIZE);

    image_read(img, 0, bytes, IMAGE_SIZE);
    image_write(copy, 0, bytes, IMAGE_SIZE);
}

/* End QEMU by a command, as opposed to a signal */
static void quit(SimVM *vm)
{
    qtest_qmp_assert_success(vm->qts, "{'execute': 'quit'}");
    qtest_wait_qemu(vm->qts);
    sim_vm_end(vm);
}

#define SEL_ENTRY "02 00 00 00 00 21 00 04 01 30 6f 01 02 "

static void add_entry(SimVM *vm, const char *last)
{
    g_autofree char *req = g_strconcat("0a 44 00 00 " SEL_ENTRY, last, NULL);

    sim_check(vm, req, "00 ?? ??");
}

/* Something of each part that has commands so far */
static const SimCase settings[] = {
    { "00 08 05 e0 08 00 00 00", "00" },
    { "00 08 07 02 aa bb", "00" },
    { "00 06 02", "00 07" },
    { "00 0a 05", "00" },
    { "00 05 03 30 31 32 33 34", "00" },
    { "06 45 05 61 62 63 64 00 00 00 00 00 00 00 00 00 00 00 00", "00" },
    { "0c 01 01 03 0a 00 00 05", "00" },
    { "06 24 04 00 00 00 00 00", "00" },
    { "06 22", "00" },
};

static const SimCase kept[] = {
    { "00 09 05 00 00", "00 01 05 e0 08 00 00 00" },
    { "00 09 07 02 00", "00 01 07 02 aa bb *" },
    { "00 01", "00 41 00 40 f5" },
    { "00 00", "00 03 30 31 32 33 34" },
    { "06 46 05", "00 61 62 63 64 *" },
    { "06 25", "00 00 00 00 10 00 00 00 00" },
    { "0a 43 00 00 00 00 00 ff", "00 ?? ?? ?? ?? 02 *" },
};

static void test_power_cycle(void)
{
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    add_entry(vm, "03");
    for (int i = 0; i < ARRAY_SIZE(settings); i++) {
        /* The IP address needs a source that is static; either will do */
        sim_check(vm, settings[i].req, i == 6 ? "?? *" : settings[i].rsp);
    }
    sim_step(vm, 0.1);
    quit(vm);
    for (int i = 0; i < 2; i++) {
        vm = start(&img, "");
        sim_check_all(vm, kept, ARRAY_SIZE(kept));
        sim_check(vm, "00 07", "00 06 00");
        quit(vm);
    }
    image_free(&img);
}

/* Without notice: what was written long ago is there, and this is told */
static void test_killed(void)
{
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    sim_check(vm, "00 06 01", "00 07");
    quit(vm);
    vm = start(&img, "");
    sim_check(vm, "00 01", "00 21 00 40 f0");
    sim_check(vm, "00 07", "00 03 00");
    /* This stops the VM, and so writes what there is */
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    sim_vm_end(vm);
    vm = start(&img, "");
    quit(vm);
    vm = start(&img, "");
    sim_check(vm, "00 01", "00 21 00 40 f0");
    quit(vm);
    image_free(&img);
}

/* A stop and a signal that no program sees */
static void test_mains_failed(void)
{
    SimVM *vm;
    Image img, copy;

    image_init(&img, IMAGE_SIZE);
    image_init(&copy, IMAGE_SIZE);
    vm = start(&img, "");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    image_copy(&img, &copy);
    quit(vm);
    vm = start(&copy, "");
    sim_check(vm, "00 01", "00 21 01 40 f0");
    sim_check(vm, "00 07", "00 07 00");
    quit(vm);
    image_free(&img);
    image_free(&copy);
}

/*
 * What is lost with the newer slot is what was written last: the second
 * setting, whether by its own time or by the stop
 */
static void check_torn(int64_t offset)
{
    SimVM *vm;
    Image img, copy;

    image_init(&img, IMAGE_SIZE);
    image_init(&copy, IMAGE_SIZE);
    vm = start(&img, "");
    sim_check(vm, "00 08 05 c0 04 00 00 00", "00");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    sim_check(vm, "00 08 05 c0 08 00 00 00", "00");
    write_all(vm);
    image_copy(&img, &copy);
    quit(vm);
    image_flip(&copy, image_newer(&copy) * SLOT_SIZE + offset);
    vm = start(&copy, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 c0 04 00 00 00");
    sim_check(vm, "00 08 05 c0 14 00 00 00", "00");
    quit(vm);
    vm = start(&copy, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 c0 14 00 00 00");
    quit(vm);
    image_free(&img);
    image_free(&copy);
}

static void test_torn(void)
{
    check_torn(SLOT_GENERATION);
    check_torn(SLOT_CHECKSUM);
    check_torn(SLOT_DATA);
    check_torn(SLOT_DATA + 100);
}

/* Whoever has set flags and ended QEMU finds them in its next start only */
static void test_boot_flags_next(void)
{
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    sim_check(vm, "00 08 05 80 04 00 00 00", "00");
    quit(vm);
    vm = start(&img, "");
    sim_check(vm, "00 07", "00 03 00");
    sim_check(vm, "00 09 05 00 00", "00 01 05 80 04 00 00 00");
    qtest_system_reset(vm->qts);
    sim_check(vm, "00 07", "00 02 00");
    sim_check(vm, "00 09 05 00 00", "00 01 05 00 04 00 00 00");
    quit(vm);
    image_free(&img);
}

/* Section 28.12: flags that nobody has used are valid for a minute */
static void test_boot_flags(void)
{
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    sim_check(vm, "00 06 02", "00 07");
    sim_check(vm, "00 08 03 08", "00");
    sim_check(vm, "00 08 05 80 04 00 00 00", "00");
    sim_step(vm, 50);
    quit(vm);
    /* Unless that is turned off */
    vm = start(&img, "");
    sim_check(vm, "00 07", "00 06 00");
    sim_step(vm, 61);
    sim_check(vm, "00 09 05 00 00", "00 01 05 80 04 00 00 00");
    sim_check(vm, "00 08 03 00", "00");
    sim_step(vm, 50);
    quit(vm);
    vm = start(&img, "");
    sim_step(vm, 59);
    sim_check(vm, "00 09 05 00 00", "00 01 05 80 04 00 00 00");
    sim_step(vm, 2);
    sim_check(vm, "00 09 05 00 00", "00 01 05 00 04 00 00 00");
    quit(vm);
    /* That is kept as well */
    vm = start(&img, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 00 04 00 00 00");
    quit(vm);
    image_free(&img);
}

#define OEM_SDR 200

/* Add SDR, of an OEM record */
static void add_sdr(SimVM *vm, const char *expected)
{
    static const uint8_t req[2 + OEM_SDR] = {
        0x0a << 2, 0x24, 0, 0, 0x51, 0xc0, OEM_SDR - 5,
    };

    sim_check_bytes(vm, req, sizeof(req), expected);
}

/* Bytes of free space, as Get SDR Repository Info tells them */
static unsigned sdr_room(SimVM *vm)
{
    IPMIResponse rsp;

    sim_call(vm, "0a 20", &rsp);
    return rsp.msg[6] | rsp.msg[7] << 8;
}

/* A record that is refused changes nothing but the overflow flag */
static void test_overflow(void)
{
    SimVM *vm;
    Image img, copy;

    image_init(&img, IMAGE_SIZE);
    image_init(&copy, IMAGE_SIZE);
    vm = start(&img, "");
    while (sdr_room(vm) >= OEM_SDR) {
        add_sdr(vm, "00 ?? ??");
    }
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    sim_check(vm, "0a 20", "00 51 ?? ?? ?? 00 ?? ?? ?? ?? ?? ?? ?? ?? 6f");
    add_sdr(vm, "c4");
    write_all(vm);
    image_copy(&img, &copy);
    quit(vm);
    vm = start(&copy, "");
    sim_check(vm, "0a 20", "00 51 ?? ?? ?? 00 ?? ?? ?? ?? ?? ?? ?? ?? ef");
    quit(vm);
    image_free(&img);
    image_free(&copy);
}

/*
 * Refusals
 */

/* QEMU must not start with these arguments, and say why */
static void check_refused(const char *args, const char *why)
{
    g_autofree char *cmd = g_strdup_printf(
        "%s -display none -accel qtest " SIM_MACHINE "%s",
        g_getenv("QTEST_QEMU_BINARY"), args);
    g_autofree char *err = NULL;
    int status;

    g_assert_true(g_spawn_command_line_sync(cmd, NULL, &err, &status, NULL));
    g_assert_true(WIFEXITED(status));
    g_assert_cmpint(WEXITSTATUS(status), ==, 1);
    if (!strstr(err, why)) {
        g_error("'%s' is not in '%s'", why, err);
    }
}

static void check_image_refused(Image *img, const char *options,
                                const char *why)
{
    g_autofree char *args = g_strdup_printf(
        "-drive if=none,id=d0,format=raw,file=%s%s " SIM_DEVICE ",drive=d0",
        img->path, options);
    g_autofree char *before = NULL, *after = NULL;
    gsize before_len, after_len;

    g_file_get_contents(img->path, &before, &before_len, NULL);
    check_refused(args, why);
    g_file_get_contents(img->path, &after, &after_len, NULL);
    g_assert_cmpmem(before, before_len, after, after_len);
}

static void test_foreign(void)
{
    static const int64_t offsets[] = {
        0, 510, 4096, SLOT_SIZE - 1, SLOT_SIZE, IMAGE_SIZE - 1,
        IMAGE_SIZE, 2 * IMAGE_SIZE - 1,
    };

    for (int i = 0; i < ARRAY_SIZE(offsets); i++) {
        Image img;

        image_init(&img, 2 * IMAGE_SIZE);
        image_write(&img, offsets[i], "x", 1);
        check_image_refused(&img, "", "property 'drive': the image is n");
        image_free(&img);
    }
}

static void test_sizes(void)
{
    Image img;

    image_init(&img, IMAGE_SIZE - 512);
    check_image_refused(&img, "", "must have at least 1048576 bytes");
    image_free(&img);
    image_init(&img, 0);
    check_image_refused(&img, "", "must have at least 1048576 bytes");
    image_free(&img);
    /* Blank, but so large that it will hardly be meant for this */
    image_init(&img, 32 * KIB * KIB);
    check_image_refused(&img, "", "neither one of an ipmi-bmc-sim nor blank");
    image_free(&img);
}

static void test_damaged(void)
{
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    quit(vm);
    image_flip(&img, SLOT_DATA);
    image_flip(&img, SLOT_SIZE + SLOT_DATA);
    check_image_refused(&img, "", "the image is damaged");
    image_free(&img);
}

static void test_read_only(void)
{
    Image img;

    image_init(&img, IMAGE_SIZE);
    check_image_refused(&img, ",readonly=on", "the image is read-only");
    image_free(&img);
}

static void test_shared(void)
{
    g_autofree char *args = NULL;
    Image img;

    image_init(&img, IMAGE_SIZE);
    args = g_strdup_printf(
        "-blockdev driver=file,node-name=d0,filename=%s"
        " -device ipmi-bmc-sim,drive=d0 -device ipmi-bmc-sim,drive=d0",
        img.path);
    check_refused(args, "ermission");
    image_free(&img);
}

/* What QMP puts in the image's place while the VM runs */
static void test_replaced(void)
{
    g_autofree char *args = NULL, *before = NULL, *after = NULL;
    gsize before_len, after_len;
    SimVM *vm;
    Image img, other;

    image_init(&img, IMAGE_SIZE);
    image_init(&other, IMAGE_SIZE);
    image_write(&other, IMAGE_SIZE - 1, "x", 1);
    g_file_get_contents(other.path, &before, &before_len, NULL);
    args = g_strdup_printf("-blockdev driver=file,node-name=d1,filename=%s",
                           other.path);
    vm = start(&img, args);
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    qtest_qmp_assert_success(vm->qts, "{'execute': 'qom-set', 'arguments':"
                             " {'path': %s, 'property': 'drive',"
                             " 'value': 'd1'}}", SIM_QOM);
    add_entry(vm, "03");
    quit(vm);
    g_file_get_contents(other.path, &after, &after_len, NULL);
    g_assert_cmpmem(before, before_len, after, after_len);
    image_free(&other);
    image_free(&img);
}

/*
 * Snapshots
 */

/* What a snapshot brings and is refused must not spoil what is kept */
static void test_bad_snapshot(void)
{
    g_autofree char *args = NULL;
    IPMISnapshots saved;
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    vm = start(&img, "");
    ipmi_snapshots_init(&saved, vm->qts);
    args = g_strdup_printf("-drive if=none,id=d0,format=raw,file=%s "
                           "-blockdev driver=qcow2,node-name=%s,"
                           "file.driver=file,file.filename=%s",
                           img.path, IPMI_SNAPSHOT_NODE, saved.path);
    add_entry(vm, "03");
    add_entry(vm, "04");
    ipmi_snapshot_save(&saved, "a");
    sim_check(vm, "0a 42", "00 01 00");
    sim_check(vm, "0a 47 01 00 43 4c 52 aa", "00 01");
    quit(vm);
    /* Two records are too many now */
    vm = sim_vm_start(",drive=d0,sel-size=1", args);
    saved.qts = vm->qts;
    g_assert_false(ipmi_snapshot_load(&saved, "a"));
    sim_check(vm, "06 01", "d2");
    quit(vm);
    vm = sim_vm_start(",drive=d0,sel-size=1", args);
    sim_check(vm, "0a 40", "00 51 00 00 *");
    quit(vm);
    ipmi_snapshots_free(&saved);
    image_free(&img);
}

/*
 * Errors
 */

/* Writes fail, but nobody except whoever looks at QEMU's log notices */
static void test_write_error(void)
{
    g_autofree char *args = NULL;
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    args = g_strdup_printf(
        "-blockdev driver=file,node-name=f0,filename=%s"
        " -blockdev driver=blkdebug,node-name=d0,image=f0,"
        "inject-error.0.event=none,inject-error.0.iotype=write,"
        "inject-error.0.errno=28,inject-error.0.once=on", img.path);
    vm = sim_vm_start(",drive=d0", args);
    qtest_qmp_assert_success(vm->qts, "{'execute': 'stop'}");
    sim_check(vm, "00 08 05 c0 08 00 00 00", "00");
    quit(vm);
    vm = start(&img, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 c0 08 00 00 00");
    quit(vm);
    image_free(&img);
}

#define LOST "the last changes could not be written to the image and are lost"

/* What QEMU says from a start to a quit, with writes to a sector failing */
static char *run_failing(Image *img, int64_t sector)
{
    g_autofree char *log = g_strconcat(img->path, ".log", NULL);
    g_autofree char *args = g_strdup_printf(
        "-blockdev driver=file,node-name=f0,filename=%s"
        " -blockdev driver=blkdebug,node-name=d0,image=f0,"
        "inject-error.0.event=none,inject-error.0.iotype=write,"
        "inject-error.0.errno=28,inject-error.0.sector=%" PRId64 " 2>%s",
        img->path, sector, log);
    SimVM *vm = sim_vm_start(",drive=d0", args);
    char *text;

    sim_check(vm, "00 08 05 c0 08 00 00 00", "00");
    quit(vm);
    g_assert_true(g_file_get_contents(log, &text, NULL, NULL));
    g_unlink(log);
    return text;
}

/* Who ends QEMU before it can write hears that no later one will */
static void test_lost(void)
{
    g_autofree char *failing = NULL, *working = NULL;
    Image img;

    image_init(&img, IMAGE_SIZE);
    failing = run_failing(&img, SLOT_SIZE / 512);
    g_assert_nonnull(strstr(failing, "cannot write to the image; until"));
    g_assert_nonnull(strstr(failing, LOST));
    working = run_failing(&img, IMAGE_SIZE / 512);
    g_assert_null(strstr(working, "the image"));
    image_free(&img);
}

/* The first state that is ever written has a header before it, by itself */
static void test_first_torn(void)
{
    g_autofree char *text = NULL;
    uint32_t length;
    SimVM *vm;
    Image img;

    image_init(&img, IMAGE_SIZE);
    text = run_failing(&img, SLOT_SIZE / 512);
    g_assert_nonnull(strstr(text, LOST));
    image_read(&img, SLOT_LENGTH, &length, sizeof(length));
    g_assert_cmpuint(length, ==, 0);
    image_write(&img, SLOT_SIZE + SLOT_DATA, "torn", 4);
    vm = start(&img, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 00 00 00 00 00");
    sim_check(vm, "00 08 05 c0 08 00 00 00", "00");
    quit(vm);
    vm = start(&img, "");
    sim_check(vm, "00 09 05 00 00", "00 01 05 c0 08 00 00 00");
    quit(vm);
    image_free(&img);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/ipmi-sim/image/power-cycle", test_power_cycle);
    qtest_add_func("/ipmi-sim/image/boot-flags", test_boot_flags);
    qtest_add_func("/ipmi-sim/image/boot-flags-next", test_boot_flags_next);
    qtest_add_func("/ipmi-sim/image/overflow", test_overflow);
    qtest_add_func("/ipmi-sim/image/killed", test_killed);
    qtest_add_func("/ipmi-sim/image/mains-failed", test_mains_failed);
    qtest_add_func("/ipmi-sim/image/torn", test_torn);
    qtest_add_func("/ipmi-sim/image/foreign", test_foreign);
    qtest_add_func("/ipmi-sim/image/sizes", test_sizes);
    qtest_add_func("/ipmi-sim/image/damaged", test_damaged);
    qtest_add_func("/ipmi-sim/image/read-only", test_read_only);
    qtest_add_func("/ipmi-sim/image/shared", test_shared);
    qtest_add_func("/ipmi-sim/image/replaced", test_replaced);
    qtest_add_func("/ipmi-sim/image/bad-snapshot", test_bad_snapshot);
    qtest_add_func("/ipmi-sim/image/write-error", test_write_error);
    qtest_add_func("/ipmi-sim/image/lost", test_lost);
    qtest_add_func("/ipmi-sim/image/first-torn", test_first_torn);
    return g_test_run();
}
