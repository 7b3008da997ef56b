"""POST /payments/, two durable commits each: as many as go, and the latency at 1,000 a second."""

import dataclasses

from .. import load, prerequisites, report
from ..peers import gateway, nginx
from ..stage import Stage

LOOPS = 2
RATE_MIN = 5000
OPEN_LOOP_RATE = 1000
P99_MS_MAX = 25
BODY = ('{"amount":100.00,"currency":"USDTTRC20","price_currency":"USD","order_id":"order_12345",'
        '"order_description":"Premium subscription payment","is_fixed_rate":true,"is_fee_paid_by_user":false,'
        '"expiry_minutes":30}')


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        ours = gateway.start(stage, options.fusegate, upstream, connections=256, loops=LOOPS)
        runs = load.in_turn(
            [ours], ours.key, dataclasses.replace(options, connections=256), path="/payments/",
            script=str(prerequisites.BENCH / "native" / "payments.lua"))
        made = report.Spread.of(run.per_second for run in runs["fusegate"])
        possible = report.Spread.of(LOOPS * 1e6 / run.cpu_us for run in runs["fusegate"])
        bars = report.show("POST /payments/ durable, 256 connections, 2 event loops", runs, [
            report.Bar(f"POST /payments/ a second, beside load generator and upstream on the same cores", made,
                       RATE_MIN, "/s", is_floor=True)])
        print(f"  {LOOPS} cores of its own would do {possible.text(0)} a second at this CPU per request")
        latencies = [load.open_loop(
            ours, ours.key, rate=OPEN_LOOP_RATE, seconds=options.seconds, connections=64, method="POST",
            path="/payments/", body=BODY) for _ in range(options.rounds)]
        for latency in latencies:
            latency.require_status(201)
        print(report.latency_table({"fusegate": latencies}))
        bar = report.Bar(f"POST /payments/ p99 at {OPEN_LOOP_RATE}/s",
                         report.Spread.of(latency.p99_ms for latency in latencies), P99_MS_MAX, " ms")
        return bars + report.judge([bar])
