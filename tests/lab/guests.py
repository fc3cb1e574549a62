"""The guests of the lab as xl.cfg(5) definitions."""

from typing import Literal

from tests.lab.guest_system import BOOT_DISK, LINUX_BZIMAGE, LINUX_INITRAMFS, LINUX_KERNEL, TINY_KERNEL

LINUX_MINIMUM_MIB = 128
TINY_MINIMUM_MIB = 4
HVM_MINIMUM_MIB = 32
VIDEO_MEMORY_MIB = 8
"""What of an HVM guest's memory its graphics card has, where the definition says nothing."""
LINUX_HVM_MINIMUM_MIB = 160

UNGUARDED = "mitigations=off init_on_alloc=0 hardened_usercopy=off apparmor=0 audit=0 nowatchdog"
"""For every Linux of the lab: it has no secrets, and emulated, each guard takes many times what it takes on iron."""

GuestType = Literal["pv", "pvh"]
Errand = Literal["wait", "busy", "crash", "poweroff", "reboot", "freeze"]
"""What a Linux guest does once it is up; `wait` is a shell on its console, `freeze` ignores the toolstack."""

Value = str | int | tuple[str, ...]


def linux(
    name: str,
    *,
    type: GuestType = "pvh",
    memory_mib: int = LINUX_MINIMUM_MIB,
    vcpus: int = 1,
    errand: Errand = "wait",
    **options: Value,
) -> str:
    """A Linux guest that obeys shutdown, reboot, balloon and suspend; `options` as in xl.cfg(5)."""
    return config(
        name=name,
        type=type,
        kernel=LINUX_KERNEL,
        ramdisk=LINUX_INITRAMFS,
        extra=f"console=hvc0 quiet lab.errand={errand} {UNGUARDED}",
        memory=memory_mib,
        vcpus=vcpus,
        **options,
    )


def tiny(name: str, *, memory_mib: int = TINY_MINIMUM_MIB, **options: Value) -> str:
    """A PVH guest of a few bytes that halts for ever and answers no request."""
    return config(name=name, type="pvh", kernel=TINY_KERNEL, memory=memory_mib, vcpus=1, **options)


def hvm(name: str, *, memory_mib: int = HVM_MINIMUM_MIB, **options: Value) -> str:
    """A guest with firmware and a device model, that boots from its disk, says so on its serial line and halts."""
    return config(
        name=name,
        type="hvm",
        memory=memory_mib,
        vcpus=1,
        disk=(f"{BOOT_DISK},raw,hda,rw",),
        serial="pty",
        vnc=0,
        **options,
    )


def linux_hvm(name: str, *, memory_mib: int = LINUX_HVM_MINIMUM_MIB) -> str:
    """The Linux guest under a device model: minutes of emulated processor time until it listens."""
    return config(
        name=name,
        type="hvm",
        kernel=LINUX_BZIMAGE,
        ramdisk=LINUX_INITRAMFS,
        cmdline=f"console=ttyS0 console=hvc0 quiet {UNGUARDED}",
        memory=memory_mib,
        vcpus=1,
        serial="pty",
        vnc=0,
    )


def config(**options: Value) -> str:
    """An xl.cfg of words, numbers and lists of words."""
    return "".join(f"{key} = {_value(value)}\n" for key, value in options.items())


def _value(value: Value) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    escaped = "".join(_escaped(letter) for letter in value)
    return f'"{escaped}"'


def _escaped(letter: str) -> str:
    """xl's lexer knows \\n, \\t and the like in strings, but no octal (tools/libs/util/libxlu_cfg.c)."""
    return {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}.get(letter, letter)
