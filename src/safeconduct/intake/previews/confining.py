"""Shuts a process in before it looks into a file that a stranger sent.

Afterwards it can read what it was given, compute, answer and end. It opens no file, starts no
process and reaches no network, whatever the file makes of it: the kernel refuses every other call
(seccomp, on Linux). Where the kernel cannot, nothing is looked into.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 15

# What a computation needs of the kernel, by the numbers of its tables (asm/unistd).
# fmt: off
CALLS = {
    #          read write writev close fstat lseek mmap mprotect munmap brk sigaction sigprocmask
    "x86_64":  (0, 1, 20, 3, 5, 8, 9, 10, 11, 12, 13, 14,
    #          sigreturn mremap madvise getpid gettid yield futex clock_gettime gettimeofday
                15, 25, 28, 39, 186, 24, 202, 228, 96,
    #          sysinfo getaffinity getrandom exit exit_group
                99, 204, 318, 60, 231),
    "aarch64": (63, 64, 66, 57, 80, 62, 222, 226, 215, 214, 134, 135,
                139, 216, 233, 172, 178, 124, 98, 113, 169,
                179, 123, 278, 93, 94),
}
# fmt: on
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h

LOAD, JUMP_IF_EQUAL, ANSWER = 0x20, 0x15, 0x06  # linux/bpf_common.h
ALLOWED, REFUSED, KILLED = 0x7FFF0000, 0x00050001, 0x80000000  # linux/seccomp.h; EPERM
NUMBER_AT, MACHINE_AT = 0, 4
NO_NEW_PRIVILEGES, SET_SECCOMP, BY_FILTER, SET_DUMPABLE = 38, 22, 2, 4  # linux/prctl.h


class NotConfined(Exception):
    """The kernel does not shut this process in."""


class _Step(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_ushort),
        ("if_so", ctypes.c_ubyte),
        ("if_not", ctypes.c_ubyte),
        ("value", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step))]


def confine() -> None:
    """Shut this process in for the rest of its life. Raises NotConfined."""
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY),
    ):
        resource.setrlimit(limit, (most, most))
    _filter_calls(platform.machine())


def _filter_calls(machine: str) -> None:
    if os.uname().sysname != "Linux" or machine not in CALLS:
        raise NotConfined
    calls = CALLS[machine]
    steps = [
        _Step(LOAD, 0, 0, MACHINE_AT),
        _Step(JUMP_IF_EQUAL, 1, 0, MACHINES[machine]),
        _Step(ANSWER, 0, 0, KILLED),
        _Step(LOAD, 0, 0, NUMBER_AT),
        *(_Step(JUMP_IF_EQUAL, len(calls) - at, 0, call) for at, call in enumerate(calls)),
        _Step(ANSWER, 0, 0, REFUSED),
        _Step(ANSWER, 0, 0, ALLOWED),
    ]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    system = ctypes.CDLL(None, use_errno=True)
    for call in (
        (SET_DUMPABLE, 0, 0, 0, 0),
        (NO_NEW_PRIVILEGES, 1, 0, 0, 0),
        (SET_SECCOMP, BY_FILTER, ctypes.byref(program), 0, 0),
    ):
        if system.prctl(*call) != 0:
            raise NotConfined
