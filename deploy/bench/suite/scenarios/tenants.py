"""10, 1,000 and 100,000 tenants: CPU per read of all in turn, start, resident bytes each."""

import json
import os
import time

from .. import load, prerequisites, report, usage
from ..peers import gateway, nginx
from ..stage import Stage, stop

COUNTS = (10, 1000, 100_000)
SLOWDOWN_MAX, START_SECONDS_MAX, BYTES_MAX = 1.05, 2, 2048
SCRIPT = str(prerequisites.BENCH / "native" / "tenants.lua")


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        crowds = [Crowd(stage, options, upstream, count) for count in COUNTS]
        print("\nstart with so many tenants, and resident bytes then")
        for crowd in crowds:
            print(f"  {crowd.count:7}  {crowd.start.text()} s  {crowd.resident / 1048576:7.1f} MiB"
                  f"  (seeded in {crowd.seeding:.1f} s)")
        few, many = crowds[0], crowds[-1]
        for crowd in crowds:
            crowd.read(options, seconds=1)
        runs = report.interleave(crowds, options.rounds, lambda crowd: crowd.read(options, options.seconds))
        each = (many.resident - few.resident) / (many.count - few.count)
        return report.show(f"reads of all tenants in turn, {options.connections} connections", runs, [
            report.Bar(f"{many.count} tenants, CPU per request / {few.count} tenants",
                       report.ratio(runs, many.name, few.name), SLOWDOWN_MAX),
            report.Bar(f"start with {many.count} tenants", many.start, START_SECONDS_MAX, " s"),
            report.Bar("a tenant's memory", report.Spread(each, each, each), BYTES_MAX, " bytes"),
        ], ours=many.name)


class Crowd:
    """A gateway with so many tenants, started anew after they were made."""

    def __init__(self, stage, options, upstream, count):
        self.count, self.name = count, f"{count}"
        begun = time.monotonic()
        self.gateway = gateway.start(
            stage, options.fusegate, upstream, connections=options.connections, name=f"tenants-{count}")
        names = "\n".join(f"crowd-{number}" for number in range(count))
        lines = self.gateway.command(
            "tenant", "import", "--account", "bench", "--key-scopes", "read", text=names).splitlines()
        self.keys = stage.write(
            "".join(json.loads(line)["api_key"] + "\n" for line in lines), f"tenants-{count}", "keys")
        self.seeding = time.monotonic() - begun
        self.start = report.Spread.of(self.restart(stage) for _ in range(options.rounds))
        self.resident = usage.resident_bytes(self.gateway.pid)

    def restart(self, stage):
        """Returns the seconds until it listened."""
        stop(self.gateway.process)
        begun = time.monotonic()
        self.gateway.process = stage.spawn(
            "fusegate", [self.gateway.binary, "serve", "--config", self.gateway.configuration], self.gateway.port)
        return time.monotonic() - begun

    def read(self, options, seconds):
        os.environ["KEYS"] = self.keys
        return load.closed_loop(
            self.gateway, self.gateway.key, connections=options.connections, seconds=seconds, script=SCRIPT)
