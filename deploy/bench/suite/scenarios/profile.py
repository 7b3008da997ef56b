"""Where a request's user-mode instructions go, function by function (only when named)."""

import collections
import re
import shutil
import subprocess

from .. import counting
from ..stage import Stage
from . import counts

FUNCTIONS = 50
REQUESTS = 1000
NAME_CHARACTERS_MAX = 150


def run(options):
    for kind in counts.KINDS:
        with Stage() as stage, counts.under_callgrind(stage, options, kind) as measure:
            total, profile = measure(REQUESTS)
            own = own_costs(profile.read_text(errors="replace"))
        print(f"\n{kind}: {total:.0f} instructions a request; of the function itself:")
        top = own.most_common(FUNCTIONS)
        for (_, cost), name in zip(top, demangled([name for name, _ in top])):
            print(f"  {cost * counting.BATCHES / REQUESTS:8.0f}  {name[:NAME_CHARACTERS_MAX]}")
    return []


def own_costs(text):
    """Instructions by function, without those of what it calls. The format is in Callgrind's manual, section 11.2."""
    names, costs, function, is_call = {}, collections.Counter(), None, False
    for line in text.splitlines():
        named = re.match(r"(c?)fn=\((\d+)\)(?: (.*))?", line)
        if named:
            is_called, number, name = named.groups()
            if name:
                names[number] = name
            function = function if is_called else number
        elif line.startswith("calls="):
            is_call = True
        elif re.match(r"[+*\d-]", line):
            if not is_call:
                costs[function] += int(line.split()[1])
            is_call = False
    return collections.Counter({names[number]: cost for number, cost in costs.items()})


def demangled(names):
    if not shutil.which("swift"):
        return names
    done = subprocess.run(
        ["swift", "demangle", "-simplified"], input="\n".join(names), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()
