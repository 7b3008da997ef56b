"""POST /payments/, two durable commits each: as many as go, and the latency at 1,000 a second."""

import dataclasses
import os

from .. import disk, load, prerequisites, report
from ..peers import gateway, nginx
from ..sequence import PAYMENT
from ..stage import Stage

LOOPS = 2
CONNECTIONS = 256
RATE_MIN = 5000
OPEN_LOOP_RATE = 1000
P99_MS_MAX = 25
SCRIPT = str(prerequisites.BENCH / "native" / "payments.lua")
MEMORY = "/dev/shm"


def run(options):
    with Stage() as stage:
        median, tail = disk.sync_milliseconds(stage.directory)
        what = f"on this disk (a write is durable within {median:.1f} ms, p99 {tail:.1f} ms, with nothing of ours running)"
        bars = measure(stage, options, what)
    if os.path.isdir(MEMORY):
        with Stage(MEMORY) as stage:
            measure(stage, options, "in memory, where a commit costs no disk: what the CPU alone allows")
    return report.judge(bars)


def measure(stage, options, what):
    upstream = nginx.fast_upstream(stage)
    ours = gateway.start(stage, options.fusegate, upstream, connections=CONNECTIONS, loops=LOOPS)
    runs = load.in_turn(
        [ours], ours.key, dataclasses.replace(options, connections=CONNECTIONS), path="/payments/", script=SCRIPT)
    report.show(f"POST /payments/, {CONNECTIONS} connections, {LOOPS} event loops, {what}", runs)
    possible = report.Spread.of(LOOPS * 1e6 / run.cpu_us for run in runs["fusegate"])
    print(f"  {LOOPS} cores without load generator and upstream: {possible.text(0)}/s at this CPU per request")
    latencies = [paced(ours, options) for _ in range(options.rounds)]
    print(report.latency_table({f"{OPEN_LOOP_RATE}/s": latencies}), flush=True)
    return [
        report.Bar("POST /payments/, beside load generator and upstream on the same cores",
                   report.Spread.of(run.per_second for run in runs["fusegate"]), RATE_MIN, "/s", is_floor=True),
        report.Bar(f"POST /payments/ p99 at {OPEN_LOOP_RATE}/s",
                   report.Spread.of(latency.p99_ms for latency in latencies), P99_MS_MAX, " ms"),
    ]


def paced(target, options):
    latency = load.open_loop(
        target, target.key, rate=OPEN_LOOP_RATE, seconds=options.seconds, connections=64, method="POST",
        path="/payments/", body=PAYMENT)
    latency.require_status(201)
    return latency
