"""Counts that hardly depend on the machine: instructions, system calls and allocations, of `work(count)` requests."""

import os
import pathlib
import re
import signal
import struct
import subprocess
import time

from . import prerequisites
from .load import LoadFailure

BATCHES = 10
CALLGRIND = ["valgrind", "--tool=callgrind", "--quiet"]


def without_debug_information(stage, binary):
    """A copy of the binary that Valgrind can read: it knows no DWARF 5 of the Swift compiler."""
    copy = stage.path("stripped", pathlib.Path(binary).name)
    if not copy.exists():
        subprocess.run(["objcopy", "--strip-debug", binary, str(copy)], check=True)
    return str(copy)


def callgrind_command(stage, name):
    return [*CALLGRIND, f"--callgrind-out-file={stage.path('callgrind', name)}"]


def callgrind_environment():
    return dict(os.environ, LD_PRELOAD=prerequisites.native("sigsuspend", "-shared", "-fPIC"))


def instructions(stage, name, target, work, count):
    """User-mode instructions a request of the batch that was disturbed least, and its profile's file.

    The target runs under `callgrind_command`.
    """
    return min(profiled_batch(stage, name, target, work, count // BATCHES) for _ in range(BATCHES))


def profiled_batch(stage, name, target, work, count):
    control(target, "--zero")
    work(count)
    control(target, "--dump")
    profiles = stage.path("callgrind", name).parent.glob(f"{name}.*")
    profile = max(profiles, key=lambda path: path.stat().st_mtime_ns)
    total = re.findall(r"^(?:totals|summary): (\d+)", profile.read_text(errors="replace"), re.M)[-1]
    return int(total) / count, profile


def control(target, action):
    done = subprocess.run(["callgrind_control", action, str(target.pid)], capture_output=True, text=True)
    if done.returncode != 0 or "OK" not in done.stdout:
        raise LoadFailure(f"callgrind_control {action}: {done.stdout}{done.stderr}")


def system_calls(stage, target, work, count):
    """System calls a request, by name, of all threads."""
    summary = stage.path("strace", target.name)
    tracer = subprocess.Popen(
        ["strace", "-f", "-c", "-U", "name,calls", "-o", str(summary), "-p", str(target.pid)],
        stderr=subprocess.PIPE, text=True)
    try:
        if "attached" not in tracer.stderr.readline():
            raise LoadFailure(f"strace cannot attach to {target.name}")
        time.sleep(0.5)  # for the other threads
        work(count)
    finally:
        tracer.send_signal(signal.SIGINT)
        tracer.communicate(timeout=60)
    lines = re.findall(r"^(\w+) +(\d+)$", summary.read_text(), re.M)
    return {name: int(calls) / count for name, calls in lines if name not in ("total", "syscall")}


class AllocationCounter:
    """Of a process started with this environment."""

    def __init__(self, stage, name):
        self.file = stage.path("allocations", name)
        self.environment = dict(
            os.environ, ALLOCATION_COUNTS=str(self.file),
            LD_PRELOAD=prerequisites.native("allocations", "-shared", "-fPIC"))

    def count(self, work, count):
        """Allocations and allocated bytes a request, on the event loop, of the batch that timers disturbed least."""
        return min(self.batch(work, count // BATCHES) for _ in range(BATCHES))

    def batch(self, work, count):
        before = self.totals()
        work(count)
        after = self.totals()
        return (after[0] - before[0]) / count, (after[1] - before[1]) / count

    def totals(self):
        """Of the event loops."""
        return struct.unpack("=QQ", self.file.read_bytes()[:16])
