#!/usr/bin/env python3
"""Measures a read on the event loop alone (read-path-probe) against bare nginx, in turn. It needs a release build:

    swift build -c release --product read-path-probe && deploy/bench/event_loop.py

The probe does a read's whole policy and nothing else, once by callbacks, once in an async function ("awaited"); what the gateway itself costs, run.py says.
"""

import argparse
import os
import pathlib
import sys

from suite import counting, load, prerequisites, report
from suite.options import Options
from suite.peers import nginx
from suite.peers.target import Target
from suite.sequence import Connection
from suite.stage import Stage, free_port, raise_descriptor_limit

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
KEY = "fg_live_0123456789abcdefghijklmnopqrstuvwxyz01"
LIMIT = 0.95
COUNTED = 1000


def probe(stage, binary, upstream, *more, name="probe", prefix=(), environment=None):
    port = free_port()
    audit = str(stage.path(name, "audit.log"))
    command = [*prefix, binary, str(port), str(upstream.port), audit, KEY, *more]
    return Target(name, port, stage.spawn(name, command, port, environment=environment))


def compare(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        targets = [
            # nginx derives its descriptors from the number of connections.
            nginx.bare(stage, upstream, connections=max(64, options.connections)),
            probe(stage, options.fusegate, upstream),
            probe(stage, options.fusegate, upstream, "awaited", name="awaited")]
        runs = load.in_turn(targets, KEY, options)
        bar = report.Bar("a read on the loop, CPU / nginx", report.ratio(runs, "probe", "nginx"), LIMIT)
        return report.show(f"reads, plain, {options.connections} connections", runs, [bar], ours="probe")


def count(binary):
    """Instructions and system calls of a read on one connection."""
    with Stage() as stage:
        prefix = counting.callgrind_command(stage, "probe")
        stripped = counting.without_debug_information(stage, binary)
        target = probe(
            stage, stripped, nginx.fast_upstream(stage), prefix=prefix, environment=counting.callgrind_environment())
        with Connection(target, KEY) as connection:
            connection.read(COUNTED)
            instructions, profile = counting.instructions(stage, "probe", target, connection.read, COUNTED)
            os.replace(profile, ROOT / ".build" / "read-path-probe.callgrind")
    with Stage() as stage:
        target = probe(stage, binary, nginx.fast_upstream(stage))
        with Connection(target, KEY) as connection:
            connection.read(COUNTED)
            calls = counting.system_calls(stage, target, connection.read, COUNTED)
    print(f"\na read: {instructions:.0f} instructions; system calls: "
          + ", ".join(f"{name} {each:.2f}" for name, each in calls.items() if each >= 0.01))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--probe", default=str(ROOT / ".build/release/read-path-probe"))
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", action="store_true", help="count instructions and system calls, too")
    arguments = parser.parse_args()
    prerequisites.install_packages()
    raise_descriptor_limit()
    bars = compare(Options(
        fusegate=arguments.probe, connections=arguments.connections, seconds=arguments.seconds,
        rounds=arguments.rounds, peers=("nginx",)))
    if arguments.count:
        count(arguments.probe)
    sys.exit(0 if all(bar.is_met for bar in bars) else 1)


if __name__ == "__main__":
    main()
