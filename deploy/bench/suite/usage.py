"""CPU time and memory of a process and its children, from /proc."""

import dataclasses
import os
import pathlib
import re

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass(frozen=True)
class CPUTime:
    user: float
    system: float

    def __sub__(self, earlier):
        return CPUTime(self.user - earlier.user, self.system - earlier.system)


def family(pid):
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(int(child) for child in children)]


def cpu_time(pid):
    """Seconds since the start; threads included."""
    user = system = 0
    for member in family(pid):
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        user, system = user + int(fields[11]), system + int(fields[12])
    return CPUTime(user / TICKS_PER_SECOND, system / TICKS_PER_SECOND)


def resident_bytes(pid):
    total = 0
    for member in family(pid):
        match = re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{member}/status").read_text())
        total += int(match.group(1)) * 1024 if match else 0
    return total
