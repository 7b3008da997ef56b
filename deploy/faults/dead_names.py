#!/usr/bin/env python3
"""One tenant's callbacks go to names whose servers are dead, 500 at a time; another tenant's webhooks go on.

Measures the other tenant's time from the upstream's change of a payment to its webhook at the receiver, alone and
beside the dead names in turn. Each of its own names is resolved anew (a TTL of 0), each on the loopback. Prints both
and their ratio; the exit status is 1 when the ratio of the 95th percentiles is above the bar.

    make release
    FUSEGATE=.build/release/fusegate deploy/faults/dead_names.py [--dead 500] [--webhooks 100] [--rounds 3]
"""

import argparse
import json
import pathlib
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))
from harness import Receiver, World, eventually  # noqa: E402
from names import NameServer  # noqa: E402

RATIO_MAX = 1.2
PER_SECOND = 20


class TimedReceiver(Receiver):
    """Notes when the first webhook of each payment came."""

    def __init__(self):
        super().__init__()
        self.arrivals = {}
        note = self.messages.append

        class Notes(list):
            def append(_, message):
                body = json.loads(message[2])
                self.arrivals.setdefault(body.get("transaction_id") or body["data"]["transaction_id"], time.monotonic())
                note(message)

        self.messages = Notes()


def percentile(seconds, share):
    return statistics.quantiles(seconds, n=100)[share - 1]


def pay(tenant, url):
    created = tenant.pay(10, callback_url=url)
    assert created.status == 201, created.body
    return created.json["transaction_id"]


def confirm(world, payment):
    world.control("POST", f"/payments/{payment}", {"status": "confirming"})


def measure(world, tenant, receiver, count):
    """The seconds from each payment's change to its webhook."""
    port = receiver.server.server_port
    changed = {}
    for number in range(count):
        payment = pay(tenant, f"http://receiver{number}.shop.test:{port}/hook")
        time.sleep(1 / PER_SECOND)
        changed[payment] = time.monotonic()
        confirm(world, payment)
    eventually("all webhooks came", lambda: changed.keys() <= receiver.arrivals.keys(), seconds=120)
    return [receiver.arrivals[payment] - at for payment, at in changed.items()]


def show(what, seconds):
    print(f"{what:<28} median {statistics.median(seconds) * 1e3:6.1f} ms   p95 {percentile(seconds, 95) * 1e3:6.1f} ms"
          f"   worst {max(seconds) * 1e3:6.1f} ms")


def begin(world, tenant, server, count):
    """So many of the tenant's webhooks go to as many dead names."""
    with ThreadPoolExecutor(8) as pool:
        payments = list(pool.map(
            lambda number: pay(tenant, f"http://dead{number}.of.{tenant.id.replace('_', '-')}.test/hook"), range(count)))
        asked = len(server.silent())
        list(pool.map(lambda payment: confirm(world, payment), payments))
    eventually("dead names are asked for", lambda: len(server.silent()) > asked)


def end(world, tenant, server):
    """Nothing of the tenant is attempted any more."""
    world.cli("tenant", "suspend", tenant.id, "--reason", "measured")

    def is_quiet():
        asked = len(server.asked)
        time.sleep(6)
        return len(server.asked) == asked

    eventually("no dead name is asked for", is_quiet, seconds=120)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--dead", type=int, default=500)
    arguments.add_argument("--webhooks", type=int, default=100)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    server = NameServer(ttl_seconds=0)
    world = World(time_scale=1000, settings=server.settings())
    try:
        world.add_account("shared")
        other = world.add_tenant("other", "shared", "pooled")
        receiver = TimedReceiver()
        receiver.secret = other.webhook_secret
        measure(world, other, receiver, 30)
        quiet, loud = [], []
        for number in range(options.rounds):
            quiet += measure(world, other, receiver, options.webhooks)
            hostile = world.add_tenant(f"hostile{number}", "shared", "pooled")
            begin(world, hostile, server, options.dead)
            loud += measure(world, other, receiver, options.webhooks)
            end(world, hostile, server)
        show("alone", quiet)
        show(f"beside {options.dead} dead names", loud)
        ratio = percentile(loud, 95) / percentile(quiet, 95)
        print(f"ratio of the 95th percentiles {ratio:.2f}, bar {RATIO_MAX}; dead names asked for: {len(server.silent())}")
        return 0 if ratio <= RATIO_MAX else 1
    finally:
        world.close()
        server.close()


if __name__ == "__main__":
    sys.exit(main())
