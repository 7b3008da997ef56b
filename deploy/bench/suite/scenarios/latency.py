"""Reads at a fixed rate of 2,000 a second, open loop: latency from the time at which a request was due."""

from .. import load, report
from ..peers import gateway, nginx
from ..stage import Stage
from . import reads

RATE = 2000


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        ours = gateway.start(stage, options.fusegate, upstream, connections=options.connections)
        peers = reads.starters(stage, upstream, ours.key, options.connections)
        targets = [start() for name, start in peers.items() if name in options.peers] + [ours]
        for target in targets:
            load.closed_loop(target, ours.key, connections=options.connections, seconds=1)

        def measure(target):
            latency = load.open_loop(target, ours.key, rate=RATE, seconds=options.seconds,
                                     connections=options.connections)
            latency.require_status(200)
            return latency

        runs = report.interleave(targets, options.rounds, measure)
        print(f"\nreads, plain, open loop at {RATE}/s, {options.connections} connections\n{report.latency_table(runs)}\n")
        return []
