# SPDX-License-Identifier: GPL-2.0-or-later
"""The pairs of machines: what a BMC is, and how its host reaches it.

One entry of VEHICLES says all that the lab knows of a pair.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Interface:
    """What the host's guest sees."""
    device: str             # QEMU's name of it
    driver: str             # as the driver's log calls it
    ports: int = 0          # where FreeIPMI's own driver finds it


@dataclasses.dataclass(frozen=True)
class Vehicle:
    """A BMC machine, and the wire to its host."""
    name: str
    words: str
    interface: Interface
    machine: str
    memory: int             # where the machine's memory begins
    kernel: str             # "debian", or "lab" for one of our own
    dtb: str                # below the kernel's arch/arm/boot/dts
    settings: tuple         # (node, property, type, value) to set in it
    console: str
    responder: str          # the BMC's half of the wire in QEMU
    interrupt: str          # its line in the BMC's /proc/interrupts
    options: str = ""       # more of the kernel's command line


BT = Interface("isa-ipmi-bt", "bt")
KCS = Interface("isa-ipmi-kcs", "kcs", 0xca2)

AST2600 = {
    "machine": "ast2600-evb", "memory": 0x80000000,
    "dtb": "aspeed/aspeed-ast2600-evb.dtb", "console": "ttyS4,115200n8",
}
NPCM750 = {
    "machine": "npcm750-evb", "memory": 0,
    "dtb": "nuvoton/nuvoton-npcm750-evb.dtb", "console": "ttyS0,115200n8",
}
# What Debian's kernel does for its own security takes a third of the time
# that it needs to boot when a processor is emulated
NO_SELF_TESTS = (
    "cryptomgr.notests lsm= audit=0 initcall_blacklist="
    "load_system_certificate_list,jent_mod_init,init_encrypted")
# The lab's second serial line
AST2600_CONTROL = ("/ahb/apb/serial@1e783000", "status", "s", "okay")
AST2600_LPC = "/ahb/apb/lpc@1e789000"
NPCM750_KCS = "/ahb/apb/lpc_kcs@7000"

VEHICLES = {vehicle.name: vehicle for vehicle in (
    Vehicle(
        "bt-aspeed", "BT, an AST2600 with Debian's kernel", BT, **AST2600,
        kernel="debian", responder="/machine/soc/ibt",
        interrupt="ipmi-bt-host", options=NO_SELF_TESTS,
        settings=(AST2600_CONTROL,
                  (f"{AST2600_LPC}/ibt@140", "status", "s", "okay"))),
    Vehicle(
        "kcs-aspeed", "KCS, an AST2600", KCS, **AST2600,
        kernel="lab", responder="/machine/soc/lpc/kcs3",
        interrupt="kcs",
        settings=(AST2600_CONTROL,
                  (f"{AST2600_LPC}/kcs@2c", "status", "s", "okay"),
                  (f"{AST2600_LPC}/kcs@2c", "aspeed,lpc-io-reg", "x",
                   "ca2"))),
    Vehicle(
        "kcs-npcm7xx", "KCS, an NPCM750", KCS, **NPCM750,
        kernel="lab", responder="/machine/soc/kcs/kcs1",
        interrupt="kcs",
        # The clock of its own wraps twice in a second, which a busy computer
        # may miss
        options="clocksource=jiffies",
        settings=((f"{NPCM750_KCS}/kcs1@0", "status", "s", "okay"),)),
)}
DEFAULT = "bt-aspeed"
