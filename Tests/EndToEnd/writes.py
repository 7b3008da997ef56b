"""Writes that can be told apart in the simulator's own log, and the judgement over them after any kind of failure."""

import collections
import concurrent.futures
import itertools
import json

from harness import eventually


class Write:
    """One payment or withdrawal under a key of its own, with an amount that no other write has."""

    numbers = itertools.count(1)

    def __init__(self, tenant, kind, callback_url):
        self.tenant, self.kind, self.number = tenant, kind, next(self.numbers)
        self.key = f"{kind}-{self.number}"
        self.id_name = {"payment": "transaction_id", "withdrawal": "withdrawal_id"}[kind]
        # Beyond the test amounts, so that a payment waits until it expires.
        self.amount = f"{1000 + self.number / 100:.2f}" if kind == "payment" else f"{10 + self.number / 10**6:.6f}"
        self.callback_url = callback_url
        self.acknowledged = None

    def send(self):
        if self.kind == "payment":
            answer = self.tenant.pay(
                self.amount, key=self.key, callback_url=self.callback_url, order_id=self.key, expiry_minutes=5)
        else:
            answer = self.tenant.withdraw(amount=self.amount, key=self.key, callback_url=self.callback_url)
        if answer.status == 201 and self.acknowledged is None:
            self.acknowledged = answer.body
        return answer

    def settle(self):
        """What the key answers once nothing of it is in flight."""
        return eventually(f"{self.key} is no longer in flight", self._settled)

    def _settled(self):
        answer = self.send()
        return None if answer.status == 409 and answer.code == "idempotency_key_in_use" else answer


def effects_by_write(world):
    """How often, and as which objects, each write really happened: by (kind, amount)."""
    effects = collections.defaultdict(list)
    for kind in ("payment", "withdrawal"):
        for effect in world.effects(kind + "_created"):
            effects[kind, float(effect["amount"])].append(effect["id"])
    return effects


def judge(world, writes):
    """Asks each key again, after everything. Raises at the first broken promise; counts what the keys answer."""
    require_one_effect(effects_by_write(world))
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        outcomes = collections.Counter(pool.map(_judge_one, writes))
    effects = effects_by_write(world)
    require_one_effect(effects)
    for write in writes:
        happened = effects[write.kind, float(write.amount)]
        if write.acknowledged is not None:
            assert happened == [json.loads(write.acknowledged)[write.id_name]], (write.key, happened)
    return outcomes


def require_one_effect(effects):
    for write, happened in effects.items():
        assert len(happened) == 1, f"{write} happened {len(happened)} times"


def _judge_one(write):
    acknowledged = write.acknowledged
    answer = write.settle()
    if acknowledged is not None:
        assert (answer.status, answer.body) == (201, acknowledged), (write.key, acknowledged, answer.status, answer.body)
        assert answer.fields["idempotent-replayed"] == "true", write.key
        return "acknowledged, replayed byte for byte"
    if answer.status == 409:
        assert answer.code == "outcome_unknown", (write.key, answer.body)
        return "named outcome_unknown"
    assert answer.status == 201, (write.key, answer.status, answer.body)
    return "stored, replayed" if "idempotent-replayed" in answer.fields else "had left no trace, done afresh"
