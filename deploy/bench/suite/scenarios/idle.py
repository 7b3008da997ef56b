"""10,000 idle keep-alive connections, plain and TLS: resident bytes each, beside nginx."""

import contextlib

from .. import certificates, load, report, usage
from ..peers import gateway, nginx
from ..sequence import Connection, client_context
from ..stage import Stage

COUNT = 10_000
BYTES_MAX = {"plain": 10 * 1024, "TLS": 40 * 1024}


def run(options):
    with Stage() as stage:
        made = certificates.make(stage)
        upstream = nginx.fast_upstream(stage)
        print(f"\n{COUNT} idle keep-alive connections, each after one answered request: resident bytes each")
        bars = []
        for kind, pair in (("plain", None), ("TLS", made)):
            peer = nginx.bare(stage, upstream, connections=COUNT, certificates=pair, name=f"nginx-{kind}")
            ours = gateway.start(
                stage, options.fusegate, upstream, connections=64, certificates=pair, name=f"fusegate-{kind}")
            for target in (peer, ours):
                each = bytes_each(target, ours.key, pair)
                print(f"  {kind:6} {target.name:10} {each:8.0f}", flush=True)
            bars.append(report.Bar(
                f"idle connection, {kind}", report.Spread(each, each, each), BYTES_MAX[kind], " bytes"))
        return report.judge(bars)


def bytes_each(target, key, pair):
    load.closed_loop(target, key, connections=64, seconds=1)
    before = usage.resident_bytes(target.pid)
    client = client_context(pair.authority) if pair else None
    with contextlib.ExitStack() as connections:
        for _ in range(COUNT):
            connections.enter_context(Connection(target, key, client)).read()
        return (usage.resident_bytes(target.pid) - before) / COUNT
