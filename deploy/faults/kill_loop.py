#!/usr/bin/env python3
"""Kills a gateway under load with SIGKILL, over and over, and judges what is left by the simulator's own log.

    make release
    FUSEGATE=.build/release/fusegate deploy/faults/kill_loop.py --rounds 500 --clients 64

Clients of several tenants send payments and withdrawals, and send a key again while they have no answer. At the end: one
effect for each tenant and key, acknowledged answers replayed byte for byte, no key in flight, every accepted webhook
delivered or recorded as dead, and an audit log that verifies.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import sys
import threading
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
os.environ.setdefault("FUSEGATE", str(REPOSITORY / ".build/debug/fusegate"))
sys.path.insert(0, str(REPOSITORY / "Tests/EndToEnd"))

from harness import Receiver, World, eventually  # noqa: E402
from writes import Write, judge  # noqa: E402

TENANTS = 4
# An expiring payment and the upstream's repeated webhooks take seconds, not minutes.
TIME_SCALE = 0.005


class Client(threading.Thread):
    """Sends one write after the other, each until it has an answer."""

    def __init__(self, tenant, callback_url, seed, pause, stop):
        super().__init__(daemon=True)
        self.tenant, self.callback_url, self.pause, self.stop = tenant, callback_url, pause, stop
        self.random = random.Random(seed)
        self.writes, self.sent = [], 0
        self.surprise = None

    def run(self):
        while not self.stop.is_set():
            write = Write(self.tenant, self.random.choice(("payment", "payment", "withdrawal")), self.callback_url)
            self.writes.append(write)
            while not self.stop.is_set() and not self._is_answered(write):
                self.stop.wait(0.1)
            self.stop.wait(self.random.uniform(0, 2 * self.pause))

    def _is_answered(self, write):
        self.sent += 1
        try:
            answer = write.send()
        except OSError:
            return False
        if answer.status == 201 or (answer.status, answer.code) == (409, "outcome_unknown"):
            return True
        if (answer.status, answer.code) != (409, "idempotency_key_in_use") and answer.status not in (502, 503):
            self.surprise = (write.key, answer.status, answer.body)
        return False


class Loop:
    def __init__(self, arguments):
        self.arguments = arguments
        self.random = random.Random(arguments.seed)
        self.world = World(time_scale=TIME_SCALE)
        self.receivers, self.clients, self.starts = [], [], []
        self.early = 0
        self.stop = threading.Event()

    def set_up(self):
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "100000000"}})
        # Kills meet requests before, in and after their effect.
        for phase in ("before_effect", "after_effect"):
            for path in ("/payments/", "/withdrawal/"):
                self.world.control("POST", "/faults", {
                    "kind": "latency", "milliseconds": 0, "jitter_milliseconds": 100, "phase": phase,
                    "method": "POST", "path": path, "seed": self.random.randrange(1 << 32)})
        for number in range(TENANTS):
            self.world.add_account(f"account-{number}")
            tenant = self.world.add_tenant(f"shop-{number}", f"account-{number}")
            receiver = Receiver()
            receiver.secret = tenant.webhook_secret
            self.receivers.append(receiver)
            for _ in range(number, self.arguments.clients, TENANTS):
                self.clients.append(Client(
                    tenant, receiver.url, self.random.randrange(1 << 32), self.arguments.pause, self.stop))

    def run(self):
        for client in self.clients:
            client.start()
        try:
            for number in range(1, self.arguments.rounds + 1):
                time.sleep(self.random.uniform(0.02, self.arguments.interval))
                self.world.kill_gateway()
                if self.random.random() < 0.2:
                    self.world.kill_starting_gateway(after=self.random.uniform(0, 0.2))
                    self.early += 1
                began = time.monotonic()
                self.world.start_gateway()
                self.starts.append(time.monotonic() - began)
                if number % 50 == 0:
                    print(f"round {number}: {sum(client.sent for client in self.clients)} requests", flush=True)
        finally:
            self.stop.set()
            for client in self.clients:
                client.join()

    def judge(self):
        for client in self.clients:
            assert client.surprise is None, client.surprise
        writes = [write for client in self.clients for write in client.writes]
        acknowledged = sum(write.acknowledged is not None for write in writes)
        outcomes = judge(self.world, writes)
        delivered, dead = self._judge_webhooks()
        assert self.world.stop_gateway() == 0
        assert self.world.cli("audit", "verify").returncode == 0
        return writes, acknowledged, outcomes, delivered, dead

    def _judge_webhooks(self):
        """Each webhook that the gateway accepted has reached its tenant, or is recorded as dead, or as superseded by a
        later one of the same object."""
        eventually("the upstream has sent every webhook", self._nothing_is_unsent, seconds=300)
        eventually("no delivery is pending", lambda: self._status()["deliveries_pending"] == 0, seconds=300)
        received = set()
        for receiver in self.receivers:
            for genuine, _, body in receiver.messages:
                assert genuine, body
                message = json.loads(body)
                received.add((message.get("transaction_id") or message.get("withdrawal_id"), message["status"]))
        accepted = {
            (webhook["object_id"], webhook["status"]) for webhook in self.webhooks if webhook["state"] == "delivered"}
        dead = self._status()["deliveries_dead"]
        missing = accepted - received - self._superseded()
        assert len(missing) <= dead, f"{len(missing)} webhooks were accepted and lost, {sorted(missing)[:3]}"
        return len(accepted), dead

    def _nothing_is_unsent(self):
        self.webhooks = self.world.control("GET", "/webhooks")["webhooks"]
        effects = {effect["id"] for kind in ("payment", "withdrawal") for effect in self.world.effects(kind + "_created")}
        ended = {"expired", "completed"}
        finished = {webhook["object_id"] for webhook in self.webhooks if webhook["status"] in ended}
        return effects <= finished and all(webhook["state"] != "pending" for webhook in self.webhooks)

    def _superseded(self):
        found, before = set(), []
        while True:
            page = json.loads(self.world.cli(
                "webhook", "list", "--status", "superseded", "--count", "500", "--json", *before).stdout)
            found |= {(delivery["object_id"], delivery["event"]) for delivery in page["deliveries"]}
            if not page.get("next"):
                return found
            before = ["--before", page["next"]]

    def _status(self):
        # It ends with 1 where something is not well, such as dead deliveries.
        return json.loads(self.world.cli("status", "--json", check=False).stdout)

    def close(self):
        self.world.close()
        for receiver in self.receivers:
            receiver.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--clients", type=int, default=64)
    parser.add_argument("--interval", type=float, default=0.6, help="seconds to the next kill, at most")
    parser.add_argument("--pause", type=float, default=0.5, help="seconds between a client's writes, on average")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    began = time.monotonic()
    loop = Loop(arguments)
    try:
        loop.set_up()
        loop.run()
        writes, acknowledged, outcomes, delivered, dead = loop.judge()
    except AssertionError as broken:
        sys.exit(f"broken promise: {broken}")
    finally:
        loop.close()
    print(f"{arguments.rounds} kills under load and {loop.early} while it started, {arguments.clients} clients,"
          f" {time.monotonic() - began:.0f} s; serving again after {statistics.median(loop.starts):.2f} s (median), {max(loop.starts):.2f} s (longest)")
    print(f"{len(writes)} keys, {acknowledged} acknowledged under fire; each had one effect at most. Asked again:")
    for text, count in sorted(outcomes.items()):
        print(f"  {count:7}  {text}")
    print(f"{delivered} webhooks accepted, all delivered but {dead} recorded as dead; the audit log verifies")


if __name__ == "__main__":
    main()
