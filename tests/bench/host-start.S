/*
 * Entry of the host's bare-metal program: a multiboot image for -kernel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#define MULTIBOOT_MAGIC 0x1badb002

/* Selectors; the loader leaves it to us to have a table of them */
#define CODE            8
#define DATA            16

        .section .text
        .balign 4
        .long   MULTIBOOT_MAGIC
        .long   0
        .long   -MULTIBOOT_MAGIC

        .globl  start
start:
        lgdt    gdt_pointer
        ljmp    $CODE, $1f
1:      mov     $DATA, %eax
        mov     %eax, %ds
        mov     %eax, %es
        mov     %eax, %ss
        mov     $stack_top, %esp
        push    %ebx            /* multiboot's information block */
        call    guest_main
2:      hlt
        jmp     2b

        .globl  interrupt_entry
interrupt_entry:
        pusha
        call    acknowledge
        popa
        iret

        .section .rodata
        .balign 8
gdt:
        .quad   0
        .quad   0x00cf9b000000ffff      /* CODE: flat, 32 bits */
        .quad   0x00cf93000000ffff      /* DATA: flat */
gdt_pointer:
        .word   gdt_pointer - gdt - 1
        .long   gdt

        .section .bss
        .balign 16
        .skip   16384
stack_top:

        .section .note.GNU-stack, "", @progbits
