/*
 * Entry of the host's bare-metal program: a multiboot image for -kernel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define MULTIBOOT_MAGIC 0x1badb002

        .section .text
        .balign 4
        .long   MULTIBOOT_MAGIC
        .long   0
        .long   -MULTIBOOT_MAGIC

        .globl  start
start:
        mov     $stack_top, %esp
        push    %ebx            /* multiboot's information block */
        call    guest_main
1:      hlt
        jmp     1b

        .section .bss
        .balign 16
        .skip   16384
stack_top:

        .section .note.GNU-stack, "", @progbits
