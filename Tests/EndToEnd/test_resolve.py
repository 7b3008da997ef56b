"""Doubts that operators end: one by one, or many by one word after a look at them."""

import json

from harness import eventually
from pooled import PooledTenants


class Resolving(PooledTenants):
    world_options = {"settings": "resolution: {schedule: [1h]}\nledger: {reconcile_interval: 0s}\n"}

    def setUp(self):
        super().setUp()
        self.fund(self.left)

    def lose(self, tenant, amount, phase="before_effect", **members):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": phase, "mode": "reset", "method": "POST", "path": "/withdrawal/", "count": 1})
        lost = self.withdraw(tenant, amount, "THOLDabc123", **members)
        self.assertEqual(lost.code, "outcome_unknown", lost.body)
        return lost.json["error"]["details"]["intent_id"]

    def resolve(self, *arguments):
        return self.world.cli("intent", "resolve", "--outcome", "no-effect", *arguments, check=False)

    def state(self, intent):
        return json.loads(self.world.cli("intent", "show", intent, "--json").stdout)["intent"]["state"]

    def test_many_are_looked_at_and_then_resolved(self):
        lost = [self.lose(self.left, amount) for amount in (10, 20, "0.5")]
        look = self.resolve("--tenant", "left", "--kind", "withdrawal")
        self.assertEqual(look.returncode, 0, look.stderr)
        for text in ("30.5 USDTTRC20", "oldest", "--confirm 3", "Nothing was done"):
            self.assertIn(text, look.stdout)
        self.assertEqual({self.state(intent) for intent in lost}, {"unknown"}, "a look changes nothing")
        for none in (["--tenant", "right"], ["--kind", "payment"], ["--older-than", "1h"], ["--state", "confirmed"]):
            self.assertEqual(self.resolve(*none).stdout.strip(), "None.")
        every = ["--account", "shared", "--reason", "not there"]
        stale = self.resolve(*every, "--confirm", "2")
        self.assertEqual(stale.returncode, 3)
        self.assertIn("it is 3 by now", stale.stderr)
        self.assertEqual(self.balance(self.left), ("91.71550000", "30.50000000"))
        done = self.resolve(*every, "--confirm", "3", "--json")
        self.assertEqual(sorted(json.loads(done.stdout)["resolved"]), sorted(lost), done.stderr)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        audit = [json.loads(line) for line in self.world.cli("audit", "tail", "--count", "1000").stdout.splitlines()]
        records = [record for record in audit if record.get("path") == "intent resolve"]
        self.assertEqual([record["result"] for record in records].count("requested"), 3)
        self.check()

    def test_wrong_words_are_refused(self):
        intent = self.lose(self.left, 10)
        for arguments in (
            [], [intent, "--tenant", "left", "--reason", "r"], ["--tenant", "left", "--confirm", "1"],
            [intent, "--confirm", "1", "--reason", "r"], ["--older-than", "soon"], ["--kind", "refund"],
            ["--state", "confirmed", "--confirm", "0", "--reason", "r"],
        ):
            self.assertEqual(self.resolve(*arguments).returncode, 64, arguments)
        self.assertEqual(self.resolve("--tenant", "nobody").returncode, 2)
        self.assertEqual(self.state(intent), "unknown")

    def test_what_a_webhook_spoke_of_had_its_effect(self):
        self.world.control("PATCH", "/settings", {"webhooks": {"flat_special_cases": True, "flat_without_id": True}})
        intent = self.lose(self.left, 10, "after_effect")
        withdrawal = self.world.control("GET", "/withdrawals")["withdrawals"][0]["withdrawal_id"]
        self.world.control("POST", f"/withdrawals/{withdrawal}", {"status": "completed"})
        self.awaits(self.left, "112.21550000", "0.00000000")
        refused = self.resolve(intent, "--reason", "nothing listed")
        self.assertEqual(refused.returncode, 3, refused.stdout)
        self.assertEqual(self.balance(self.left), ("112.21550000", "0.00000000"))
        self.check()
