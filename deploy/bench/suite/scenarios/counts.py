"""Instructions, system calls and allocations of one request, against the thresholds in counts.json.

They hardly depend on the machine or its load, so they can be a gate: a request may cost what counts.json says and a
little more. `--pin` writes what was measured into it. Instructions are those of user mode only; the kernel's share
shows in the system calls. Allocations are those on the event loop.
"""

import contextlib
import functools
import json

from .. import certificates, counting, prerequisites, report
from ..load import LoadFailure
from ..peers import gateway, haproxy, nginx
from ..sequence import Connection
from ..stage import Stage

THRESHOLDS = prerequisites.BENCH / "counts.json"
WARM_UP = 300
KEY = "fg_live_peer"
REQUESTS = 1000
# Timers and background work fall into a measurement or not; allocations on the loop are exact.
TOLERANCE = {"instructions": 1.02, "allocations": 1.001, "allocated_bytes": 1.001, "system_calls": 1.05}
KINDS = {"read": "read", "read_tls": "read", "payment": "pay"}


def run(options):
    measured = {kind: count(options, kind) for kind in KINDS}
    shown = {**{f"{name}, read": counts for name, counts in peers().items()}, **measured}
    print(f"\none request after another on one connection, {REQUESTS} of them; per request:")
    print(f"  {'':16} {'instructions':>13} {'allocations':>12} {'bytes':>8} {'system calls':>13}")
    for kind, counts in shown.items():
        print(f"  {kind:16} {counts['instructions']:13.0f} {counts.get('allocations', float('nan')):12.2f}"
              f" {counts.get('allocated_bytes', float('nan')):8.0f} {counts['system_calls']:13.2f}"
              f"  {counts.pop('names')}")
    if options.pin:
        rounded = {kind: {name: round(value, 2) for name, value in counts.items()} for kind, counts in measured.items()}
        THRESHOLDS.write_text(json.dumps(rounded, indent=2) + "\n")
        print(f"  written into {THRESHOLDS.name}")
    return report.judge(list(bars(measured)))


def pinned():
    return json.loads(THRESHOLDS.read_text())


def bars(measured):
    for kind, thresholds in pinned().items():
        for name, threshold in thresholds.items():
            value = measured[kind][name]
            yield report.Bar(
                f"{kind}: {name.replace('_', ' ')} of a request", report.Spread(value, value, value),
                round(threshold * TOLERANCE[name], 2))


def count(options, kind):
    return {**count_instructions(options, kind), **count_allocations(options, kind), **count_calls(options, kind)}


def count_instructions(options, kind):
    with Stage() as stage, under_callgrind(stage, options, kind) as measure:
        return {"instructions": measure(REQUESTS)[0]}


@contextlib.contextmanager
def under_callgrind(stage, options, kind):
    """What counts the instructions of so many requests on a warmed-up connection."""
    binary = counting.without_debug_information(stage, options.fusegate)
    start = functools.partial(
        gateway.start, prefix=counting.callgrind_command(stage, "fusegate"),
        environment=counting.callgrind_environment())
    with started(stage, binary, kind, start) as work:
        yield functools.partial(counting.instructions, stage, "fusegate", work.target, work)


def count_allocations(options, kind):
    with Stage() as stage:
        counter = counting.AllocationCounter(stage, "fusegate")
        start = functools.partial(gateway.start, environment=counter.environment)
        with started(stage, options.fusegate, kind, start) as work:
            calls, size = counter.count(work, REQUESTS)
            return {"allocations": calls, "allocated_bytes": size}


def count_calls(options, kind):
    with Stage() as stage, started(stage, options.fusegate, kind, gateway.start) as work:
        return calls(stage, work)


def count_peer(start):
    """Of a read. `start(stage, upstream, prefix)` starts the peer, under another program when there is a prefix."""
    with Stage() as stage, Work(start(stage, nginx.fast_upstream(stage), []), KEY, "read", None) as work:
        counted = calls(stage, work)
    with Stage() as stage:
        target = start(stage, nginx.fast_upstream(stage), counting.callgrind_command(stage, "peer"))
        with Work(target, KEY, "read", None) as work:
            return {"instructions": counting.instructions(stage, "peer", target, work, REQUESTS)[0], **counted}


def peers():
    def bare(stage, upstream, prefix):
        return nginx.bare(stage, upstream, connections=64, master=False, prefix=prefix)

    def lua(stage, upstream, prefix):
        return nginx.lua(stage, upstream, KEY, connections=64, master=False, prefix=prefix)

    def proxy(stage, upstream, prefix):
        return haproxy.start(stage, upstream, connections=64, prefix=prefix)

    return {"nginx": count_peer(bare), "nginx+lua": count_peer(lua), "haproxy": count_peer(proxy)}


def calls(stage, work):
    names = counting.system_calls(stage, work.target, work, REQUESTS)
    text = ", ".join(f"{name} {each:.2f}" for name, each in sorted(names.items(), key=lambda item: -item[1])
                     if each >= 0.01)
    return {"system_calls": sum(names.values()), "names": text}


def started(stage, binary, kind, start):
    made = certificates.make(stage) if kind == "read_tls" else None
    upstream = nginx.upstream_with_tls(stage, made) if made else nginx.fast_upstream(stage)
    target = start(stage, binary, upstream, connections=64, certificates=made)
    return Work(target, target.key, KINDS[kind], made and made.authority)


class Work:
    """A warmed-up connection; called with a number, it makes so many requests."""

    def __init__(self, target, key, method, authority):
        self.target = target
        self.connection = Connection(target, key, authority)
        self.method = getattr(self.connection, method)

    def __enter__(self):
        self.connection.__enter__()
        self.method(WARM_UP)
        return self

    def __exit__(self, *failure):
        self.connection.__exit__(*failure)

    def __call__(self, count):
        self.method(count)
