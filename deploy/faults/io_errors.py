#!/usr/bin/env python3
"""Fails or kills a gateway at its N-th disk call, for each N: no second effect, no silence, recovery at the next start.

    swift build && deploy/faults/io_errors.py            # N = 1..60 for each call: some minutes
    deploy/faults/io_errors.py --when 7 23 --call pwrite64:ENOSPC pwrite64:SIGKILL

Each run starts a gateway on a copy of one data directory under strace, sends payments and withdrawals, stops it,
starts it again on the same data without faults and judges every key by the simulator's own log. Needs strace.
"""

import argparse
import collections
import os
import pathlib
import shutil
import signal
import sys

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("FUSEGATE", str(REPOSITORY / ".build/debug/fusegate"))
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))

from harness import World  # noqa: E402
from writes import Write, judge  # noqa: E402

CALLS = ("fdatasync:EIO", "pwrite64:EIO", "pwrite64:ENOSPC", "pwrite64:SIGKILL")
WRITES = 24
REFUSALS = {(503, "outcome_unknown"), (503, "service_unavailable")}


class Run:
    """One gateway's life with one failing call."""

    def __init__(self, world, tenant, call, when):
        self.world, self.tenant = world, tenant
        self.name, error = call.split(":")
        self.fault = f"signal={error}" if error.startswith("SIG") else f"error={error}"
        self.when = when
        self.trace = world.directory / "strace.log"
        self.writes, self.refused, self.lost = [], 0, 0

    def start(self):
        """False when the gateway gave up before it served."""
        tracer = [
            "strace", "-f", "-qq", "-y", "-o", str(self.trace), "-e", f"trace={self.name}",
            "-e", f"inject={self.name}:{self.fault}:when={self.when}"]
        return self.world.start_gateway(*tracer, may_fail=True)

    def send_writes(self):
        for number in range(WRITES):
            write = Write(self.tenant, "withdrawal" if number % 3 == 2 else "payment", None)
            self.writes.append(write)
            try:
                answer = write.send()
            except OSError:
                self.lost += 1
                continue
            if answer.status != 201:
                assert (answer.status, answer.code) in REFUSALS, (answer.status, answer.body)
                self.refused += 1

    def stop(self):
        """The gateway's own exit status."""
        tracer = self.world.gateway
        if tracer.poll() is None:
            children = pathlib.Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split()
            for child in children:
                os.kill(int(child), signal.SIGTERM)
        return tracer.wait(timeout=60)

    def victim(self):
        """The file whose call failed; None when there were fewer calls."""
        files = {}
        for line in self.trace.read_text().splitlines():
            thread = line.split(maxsplit=1)[0]
            if "</" in line:
                files[thread] = files[None] = pathlib.Path(line.split("<", 1)[1].split(">", 1)[0])
            if "(INJECTED)" in line:
                return str(files[thread].relative_to(self.world.data))
            if "killed by SIGKILL" in line:  # every thread says so, after the last call
                return str(files[None].relative_to(self.world.data))
        return None

    def complaints(self):
        text = (self.world.directory / "serve.log").read_text()
        return [line for line in text.splitlines() if " error " in line or " critical " in line or "fusegate: " in line]


def run_one(world, tenant, template, call, when):
    shutil.rmtree(world.data)
    shutil.copytree(template, world.data)
    (world.directory / "serve.log").unlink(missing_ok=True)
    run = Run(world, tenant, call, when)
    served = run.start()
    if served:
        run.send_writes()
    status = run.stop()
    victim = run.victim()
    complaints = run.complaints()
    if victim:
        assert status != 0 or run.refused or complaints, f"{call} {when} on {victim} passed in silence"
    else:
        assert (status, run.lost) == (0, 0), f"{call} {when}: no fault, yet it ended with {status}, {run.lost} lost"
    world.start_gateway()
    outcomes = judge(world, run.writes)
    assert world.stop_gateway() == 0
    assert world.cli("audit", "verify").returncode == 0
    if not victim:
        return "no such call", outcomes
    kind = "audit log" if victim.startswith("audit") else victim
    if not served:
        return f"{kind}: did not start, status {status}", outcomes
    if status < 0:
        return f"{kind}: killed", outcomes
    told = "answered 503" if run.refused else "told the log"
    return f"{kind}: {told}, {f'ended with {status}' if status else 'went on'}", outcomes


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--when", type=int, nargs="*", default=range(1, 61), metavar="N", help="default: 1 to 60")
    parser.add_argument("--call", nargs="*", default=CALLS, metavar="CALL:FAULT", help=f"default: {' '.join(CALLS)}")
    arguments = parser.parse_args()
    if not shutil.which("strace"):
        sys.exit("strace is missing: apt-get install strace")
    world = World()
    try:
        world.control("PUT", "/balances", {"balances": {"USDTTRC20": "1000000"}})
        world.add_account("main")
        tenant = world.add_tenant("shop", "main")
        assert world.stop_gateway() == 0
        template = world.directory / "template"
        # Its socket is gone with the gateway; what is left are files.
        shutil.copytree(world.data, template, ignore=shutil.ignore_patterns("*.sock"))
        for call in arguments.call:
            ends, outcomes = collections.Counter(), collections.Counter()
            for when in arguments.when:
                try:
                    end, settled = run_one(world, tenant, template, call, when)
                except AssertionError as broken:
                    sys.exit(f"{call} at N = {when}: {broken}")
                ends[end] += 1
                outcomes += settled
            print(f"{call} at {len(arguments.when)} places; the gateway:")
            for text, count in sorted(ends.items()):
                print(f"  {count:5}  {text}")
            print(" its keys, after a restart:")
            for text, count in sorted(outcomes.items()):
                print(f"  {count:5}  {text}")
            sys.stdout.flush()
        print("no second effect, nothing acknowledged lost")
    finally:
        world.close()


if __name__ == "__main__":
    main()
