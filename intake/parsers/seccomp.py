"""A system-call filter for parser children: no process, no program, no socket (seccomp(2)).

Limits and namespaces stop much; this stops what they cannot: a child that forks without end, and the
network on machines that allow no namespace. Threads are allowed, which picture decoders use.
"""

import ctypes
import errno
import platform
import struct

#: prctl(2): PR_SET_SECCOMP with SECCOMP_MODE_FILTER.
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
#: Classic BPF, linux/bpf_common.h.
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
#: Offsets in struct seccomp_data: number, architecture, low half of the first argument.
_NUMBER, _ARCHITECTURE, _FIRST = 0, 4, 16
_CLONE_THREAD = 0x00010000
#: Numbers from here on are of the x32 interface, which nothing here uses.
_X32 = 0x40000000

#: Architecture's audit number; clone, clone3; and what is refused: socket, fork, vfork, execve, execveat,
#: ptrace, process_vm_readv, process_vm_writev, bpf, io_uring_setup, mount, unshare, setns.
_CALLS = {
    "x86_64": (0xC000003E, 56, 435, (41, 57, 58, 59, 322, 101, 310, 311, 321, 425, 165, 272, 308)),
    "aarch64": (0xC00000B7, 220, 435, (198, 221, 281, 117, 270, 271, 280, 425, 40, 97, 268)),
}


def refuse_processes(libc: ctypes.CDLL) -> bool:
    """Put the filter on this process for good; False where the machine has none. Needs NO_NEW_PRIVS."""
    known = _CALLS.get(platform.machine())
    if known is None:
        return False
    program = _program(*known)
    code = ctypes.create_string_buffer(b"".join(program))
    # struct sock_fprog: count, padding, pointer.
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program), ctypes.addressof(code)))
    return bool(libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, head, 0, 0) == 0)


def _program(architecture: int, clone: int, clone3: int, refused: tuple[int, ...]) -> list[bytes]:
    """Instructions; a jump counts those that it leaves out."""
    refuse = _step(_RETURN, _ERRNO | errno.EPERM)
    allow = _step(_RETURN, _ALLOW)
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, architecture, yes=1), refuse]
    steps += [_step(_LOAD, _NUMBER), _step(_AT_LEAST, _X32, no=1), refuse]
    for number in refused:
        steps += [_step(_EQUAL, number, no=1), refuse]
    # Without clone3, whose flags lie behind a pointer, the C library falls back to clone.
    steps += [_step(_EQUAL, clone3, no=1), _step(_RETURN, _ERRNO | errno.ENOSYS)]
    steps += [_step(_EQUAL, clone, yes=1), allow]
    return [*steps, _step(_LOAD, _FIRST), _step(_ANY_BIT, _CLONE_THREAD, yes=1), refuse, allow]


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
