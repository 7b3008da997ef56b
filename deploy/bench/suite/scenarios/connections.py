"""Reads, plain, with 1, 64 and 1,000 connections, against nginx."""

import dataclasses

from .. import load, report
from ..peers import gateway, nginx
from ..stage import Stage

COUNTS = (1, 64, 1000)


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        ours = gateway.start(stage, options.fusegate, upstream, connections=max(COUNTS))
        targets = [nginx.bare(stage, upstream, connections=max(COUNTS)), ours]
        for count in COUNTS:
            counted = dataclasses.replace(options, connections=count)
            report.show(f"reads, plain, {count} connections", load.in_turn(targets, ours.key, counted))
    return []
