"""Reads with TLS on both sides, 64 connections."""

from .. import certificates, load, report
from ..peers import gateway, haproxy, nginx
from ..stage import Stage

BAR = 1.0


def run(options):
    with Stage() as stage:
        made = certificates.make(stage)
        upstream = nginx.upstream_with_tls(stage, made)
        ours = gateway.start(
            stage, options.fusegate, upstream, connections=options.connections, certificates=made)
        peers = {
            "nginx": lambda: nginx.bare(stage, upstream, connections=options.connections, certificates=made),
            "haproxy": lambda: haproxy.start(stage, upstream, connections=options.connections, certificates=made),
        }
        targets = [start() for name, start in peers.items() if name in options.peers] + [ours]
        runs = load.in_turn(targets, ours.key, options)
        bars = [report.Bar("reads with TLS on both sides, CPU per request / nginx",
                           report.ratio(runs, "fusegate", "nginx"), BAR)] if "nginx" in runs else []
        return report.show(f"reads, TLS on both sides, {options.connections} connections", runs, bars)
