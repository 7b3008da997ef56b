"""Reads, plain: every peer before one upstream, 64 connections."""

from .. import load, report
from ..peers import envoy, gateway, haproxy, nginx
from ..stage import Stage

BARS = {"nginx": 1.0, "nginx+lua": 0.85, "envoy": 0.5}


def starters(stage, upstream, key, connections):
    return {
        "nginx": lambda: nginx.bare(stage, upstream, connections=connections),
        "nginx+lua": lambda: nginx.lua(stage, upstream, key, connections=connections),
        "haproxy": lambda: haproxy.start(stage, upstream, connections=connections),
        "envoy": lambda: envoy.start(stage, upstream, connections=connections),
    }


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        ours = gateway.start(stage, options.fusegate, upstream, connections=options.connections)
        peers = starters(stage, upstream, ours.key, options.connections)
        targets = [start() for name, start in peers.items() if name in options.peers] + [ours]
        runs = load.in_turn(targets, ours.key, options)
        bars = [report.Bar(f"reads, CPU per request / {peer}", report.ratio(runs, "fusegate", peer), limit)
                for peer, limit in BARS.items() if peer in runs]
        return report.show(f"reads, plain, {options.connections} connections", runs, bars)
