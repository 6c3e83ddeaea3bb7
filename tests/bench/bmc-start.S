/*
 * Entry of the BMC's bare-metal firmware: an ELF for -kernel
 *
 * All cores start here. One does the work, the other sleeps.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

        .arch   armv7-a
        .arm

        .section .text
        .globl  start
start:
        cpsid   if
        mrc     p15, 0, r0, c0, c0, 5   @ MPIDR
        ands    r0, r0, #3
1:      wfine
        bne     1b
        ldr     sp, =stack_top
        bl      bmc_main

        .section .bss
        .balign 16
        .skip   16384
stack_top:

        .section .note.GNU-stack, "", %progbits
