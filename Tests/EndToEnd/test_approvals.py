"""Withdrawals above a threshold: who may approve them, and what happens to their funds, through real processes."""

import json
import os
import unittest.mock

from pooled import PooledTenants


class Approvals(PooledTenants):
    world_options = {"operators": True}

    def setUp(self):
        super().setUp()
        self.fund(self.left)
        self.require()

    def require(self, *arguments):
        self.world.cli("withdrawal", "limit", "left", "USDTTRC20", "--approval-above", "50", *arguments)

    def ask(self, key="big", token=None):
        """The approval's id."""
        if token:
            self.left.token = token
        asked = self.withdraw(self.left, 100, key=key)
        self.assertEqual((asked.status, asked.code), (409, "approval_required"))
        return asked.json["error"]["details"]["approval_id"]

    def waiting(self):
        return json.loads(self.world.cli("withdrawal", "list", "--json").stdout)["approvals"]

    def refused(self, done, rule):
        self.assertEqual(done.returncode, 77, done)
        self.assertIn("separation of duties: " + rule, done.stderr)

    def approve(self, user, approval):
        return self.world.cli_as(user, "withdrawal", "approve", approval)

    def approved(self, user, approval):
        done = self.approve(user, approval)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def made(self):
        return len(self.world.effects("withdrawal_created"))

    def test_funds_are_held_until_another_person_approves(self):
        approval = self.ask()
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        self.assertEqual(self.ask(), approval, "the same request asks once")
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"), "and holds once")
        self.assertEqual([row["id"] for row in self.waiting()], [approval])
        self.refused(self.world.cli("withdrawal", "approve", approval, check=False), "behind ")
        self.assertEqual(self.made(), 0)
        self.approved("nobody", approval)
        done = self.withdraw(self.left, 100, key="big")
        self.assertEqual(done.status, 201)
        self.assertEqual(self.withdraw(self.left, 100, key="big").body, done.body)
        self.assertEqual(self.made(), 1)
        self.assertEqual(self.world.cli("withdrawal", "reject", approval, check=False).returncode, 3)
        self.awaits(self.left, "22.21550000", "0.00000000")
        self.check()

    def test_what_waits_has_its_key_and_its_custom_id_to_itself(self):
        self.ask()
        for other in (self.withdraw(self.left, 10, key="big"), self.left.pay(key="big")):
            self.assertEqual((other.status, other.code), (422, "idempotency_key_reused"))
        self.assertEqual(self.right.pay(key="big").status, 201, "another tenant's key is another key")
        self.world.cli("withdrawal", "reject", self.waiting()[0]["id"])
        asked = self.withdraw(self.left, 100, custom_id="salary")
        self.assertEqual(asked.code, "approval_required")
        for other in (self.withdraw(self.left, 10, custom_id="salary"),
                      self.withdraw(self.left, 100, custom_id="salary", key="new")):
            self.assertEqual((other.status, other.code), (409, "custom_id_taken"))
        self.assertEqual(self.withdraw(self.left, 100, custom_id="salary").body, asked.body)
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        self.world.cli("withdrawal", "reject", self.waiting()[0]["id"])
        self.assertEqual(self.withdraw(self.left, 10, custom_id="salary").status, 201)
        self.check()

    def test_whoever_arranged_it_cannot_approve_it(self):
        created = json.loads(self.world.cli_as("nobody", "key", "create", "left", "--json").stdout)
        approval = self.ask(token=created["secret"])
        self.refused(self.approve("nobody", approval), "nobody issued the API key")
        limit = ["withdrawal", "limit", "left", "USDTTRC20", "--approval-above", "40"]
        self.assertEqual(self.world.cli_as("sync", *limit).returncode, 0)
        self.refused(self.approve("sync", approval), "sync last set the tenant's limits")
        credited = self.world.cli_as(
            "_apt", "ledger", "adjust", "left", "--account", "shared", "--currency", "USDTTRC20", "--from",
            "variance", "--to", "available", "--amount", "1", "--reason", "a present")
        self.assertEqual(credited.returncode, 0, credited.stderr)
        self.refused(self.approve("_apt", approval), "_apt has moved money")
        self.assertEqual(self.made(), 0)
        done = self.world.cli_as("daemon", "withdrawal", "approve", approval)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.withdraw(self.left, 100, key="big").status, 201)

    def test_what_root_claims_binds_the_one_it_names_and_frees_nobody(self):
        with unittest.mock.patch.dict(os.environ, {"SUDO_USER": "sync"}):
            created = json.loads(self.world.cli("key", "create", "left", "--json").stdout)
            approval = self.ask(token=created["secret"])
            self.refused(self.world.cli("withdrawal", "approve", approval, check=False), "behind ")
            self.refused(self.approve("sync", approval), "sync issued the API key")
            self.approved("nobody", approval)

    def test_several_must_approve_each_once(self):
        self.require("--approvals", "2")
        approval = self.ask()
        self.assertIn("nobody", self.approved("nobody", approval))
        self.refused(self.approve("nobody", approval), "nobody has approved it already")
        row = self.waiting()[0]
        self.assertEqual((row["state"], row["approved_by"], row["approvals_missing"]), ("waiting", ["nobody"], 1))
        shown = json.loads(self.world.cli("withdrawal", "show", "left", "--json").stdout)
        self.assertEqual(shown["open_approvals"], [row])
        self.assertEqual(shown["limits"][0]["approvals"], 2)
        self.assertEqual(self.ask(), approval)
        self.approved("sync", approval)
        self.assertEqual(self.withdraw(self.left, 100, key="big").status, 201)
        audit = [json.loads(line) for line in self.world.cli("audit", "tail", "--json").stdout.splitlines()]
        records = [record for record in audit if record.get("path") == "withdrawal approve"]
        self.assertEqual([(record["actor"], record["result"]) for record in records], [
            ("nobody", "requested"), ("nobody", "done"), ("nobody", "requested"), ("nobody", "refused: forbidden"),
            ("sync", "requested"), ("sync", "done")])
        self.assertEqual({record["tenant"] for record in records}, {self.left.id})

    def test_what_was_never_sent_uses_no_approval_up(self):
        first = self.ask("k")
        self.approved("nobody", first)
        for fault, status in [
            ({"kind": "rate_limit"}, 429),
            ({"kind": "status", "status": 400, "code": "insufficient_balance"}, 503),
        ]:
            self.world.control("POST", "/faults", {**fault, "path": "/withdrawal/", "count": 1})
            self.assertEqual(self.withdraw(self.left, 100, key="k").status, status)
            self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"), "still held")
            self.assertEqual([(row["id"], row["state"]) for row in self.waiting()], [(first, "approved")])
            self.check()
        self.assertEqual(self.withdraw(self.left, 100, key="k").status, 201)
        self.assertEqual(self.made(), 1)
        self.check()

    def test_what_the_upstream_refuses_asks_again(self):
        first = self.ask("k")
        self.approved("nobody", first)
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 400, "code": "invalid_request", "path": "/withdrawal/", "count": 1})
        self.assertEqual(self.withdraw(self.left, 100, key="k").status, 400)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.assertNotEqual(self.ask("l"), first)
        self.assertEqual(self.made(), 0)
        self.check()

    def test_a_user_outside_the_group_does_nothing(self):
        approval = self.ask()
        done = self.world.cli_as("daemon", "withdrawal", "approve", approval, group="daemon")
        self.assertEqual((done.returncode, self.waiting()[0]["approvals_missing"]), (77, 1), done.stderr)

    def test_a_second_group_makes_an_operator_too(self):
        approval = self.ask()
        done = self.world.cli_as(
            "daemon", "withdrawal", "approve", approval, group="daemon", groups="--groups=nogroup")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.waiting()[0]["approved_by"], ["daemon"])

    def test_operator_groups_that_cannot_be(self):
        self.world.kill_gateway()
        for name, reason in [("no-such-group", "knows no such group"), ("root", "it is root's")]:
            self.world.configure(settings=f"admin: {{socket: {self.world.socket}, operator_group: {name}}}")
            self.world.start_gateway(may_fail=True)
            self.assertNotEqual(self.world.gateway.wait(timeout=60), 0)
            self.assertIn(f"admin.operator_group: {name} cannot be used: ", self.world.log())
            self.assertIn(reason, self.world.log())
