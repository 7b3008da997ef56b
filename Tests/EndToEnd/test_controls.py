"""Limits, allow-lists and approvals of tenants with an account of their own, and of tokens and USD, through real processes."""

import json
import unittest

from harness import World, eventually

ADDRESS = "TXYZabc123"


class Tenant(unittest.TestCase):
    operators = False

    def setUp(self):
        self.world = World(operators=self.operators)
        self.addCleanup(self.world.close)
        self.world.add_account("own")
        self.tenant = self.world.add_tenant("solo", "own", "dedicated")

    def withdraw(self, amount, currency="USDTTRC20", key=None, address=ADDRESS, **members):
        body = {"amount": amount, "currency": currency, "address": address, **members}
        return self.tenant.call("POST", "/withdrawal/", body, key)

    def limit(self, *arguments):
        done = self.world.cli("withdrawal", "limit", "solo", *arguments)
        return done.stdout

    def made(self):
        return len(self.world.effects("withdrawal_created"))

    def heard(self, answer):
        return answer.status, answer.code


class Controls(Tenant):
    def test_a_limit_binds_a_tenant_with_an_account_of_its_own(self):
        self.limit("USDTTRC20", "--per-day", "70")
        self.assertEqual([self.withdraw(30).status for _ in range(3)], [201, 201, 403])
        first = self.world.control("GET", "/withdrawals")["withdrawals"][0]["withdrawal_id"]
        self.world.control("POST", f"/withdrawals/{first}", {"status": "failed"})
        eventually("what came back does not count", lambda: self.withdraw(30).status == 201)
        self.assertEqual(self.made(), 3)

    def test_what_controls_cannot_read_is_refused_only_under_controls(self):
        self.assertEqual(self.withdraw(10, final_amount=9).status, 201)
        before = self.made()
        self.limit("BTC", "--per-day", "1")
        for body, heard in [
            ({"final_amount": 9, "amount": 10}, (400, "invalid_request")),
            ({"amount": "ten"}, (422, "invalid_amount")), ({}, (400, "missing_required_fields")),
        ]:
            body = {"currency": "USDTTRC20", "address": ADDRESS, **body}
            self.assertEqual(self.heard(self.tenant.call("POST", "/withdrawal/", body)), heard)
        self.assertEqual(self.made(), before)

    def test_small_ones_add_up(self):
        self.limit("USDTTRC20", "--approval-above", "100/24h")
        self.assertEqual([self.withdraw(40).status for _ in range(3)], [201, 201, 409])
        self.assertEqual(self.made(), 2)

    def test_a_token_and_usd_over_everything(self):
        self.limit("token:usdt", "--per-day", "60")
        self.assertEqual(self.withdraw(50).status, 201, "the catalogue tells the token")
        refused = self.withdraw(50, "USDTERC20", address="0x" + "a" * 40)
        self.assertEqual(self.heard(refused), (403, "forbidden"))
        self.assertIn(b"10 USDT is left", refused.body)
        self.limit("token:usdt", "--unset", "per-day")
        self.limit("usd", "--per-day", "100")
        self.assertEqual(self.withdraw(40).status, 201)
        self.assertEqual(self.heard(self.withdraw(40)), (403, "forbidden"))

    def test_usd_fails_closed_without_a_price(self):
        self.limit("usd", "--per-day", "100")
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 500, "code": "internal_error", "path": "/currencies/", "count": 9})
        self.assertEqual(self.heard(self.withdraw(10)), (503, "service_unavailable"))
        self.assertIn("no price of USDTTRC20 is known", self.world.log())
        self.assertEqual(self.made(), 0)

    def test_verbs_change_what_they_name(self):
        self.limit("USDTTRC20", "--per-withdrawal", "500", "--per-day", "1000", "--approval-above", "50")
        said = self.limit("USDTTRC20", "--per-day", "900")
        self.assertTrue(said.startswith("per_day: 1000 → 900\n\n"), said)
        self.limit("USDTTRC20", "--unset", "per-withdrawal", "--unset", "approval-above")
        rows = json.loads(self.world.cli("withdrawal", "show", "solo", "--json").stdout)["limits"]
        self.assertEqual(rows, [{"scope": "USDTTRC20", "per_day": "900"}])
        for arguments, words in [
            (["withdrawal", "limit", "solo", "USDTTRC2", "--per-day", "1"], "did you mean USDTTRC20?"),
            (["withdrawal", "limit", "solo", "USDTTRC20"], "name something to change"),
            (["withdrawal", "limit", "solo", "USDTTRC20", "--per-day", "1", "--unset", "per-day"], "set and unset"),
            (["commission", "set", "solo", "--basis-points", "1"], "account to itself"),
        ]:
            done = self.world.cli(*arguments, check=False)
            self.assertNotEqual(done.returncode, 0, arguments)
            self.assertIn(words, done.stderr)


class Approved(Tenant):
    operators = True

    def approved(self, amount, key):
        asked = self.withdraw(amount, key=key)
        self.assertEqual(self.heard(asked), (409, "approval_required"))
        self.assertNotIn(b"set aside", asked.body)
        approval = asked.json["error"]["details"]["approval_id"]
        done = self.world.cli_as("nobody", "withdrawal", "approve", approval)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_approvals_without_a_hold(self):
        self.limit("default", "--approval-above", "50")
        self.approved(80, "k")
        self.world.control("POST", "/faults", {"kind": "rate_limit", "path": "/withdrawal/", "count": 1})
        self.assertEqual(self.withdraw(80, key="k").status, 429)
        self.assertEqual(self.withdraw(80, key="k").status, 201, "the upstream's limit uses no approval up")
        self.assertEqual(self.made(), 1)

    def test_an_approved_one_is_judged_again(self):
        self.limit("default", "--approval-above", "50")
        self.approved(80, "k")
        self.world.cli("withdrawal", "allow-list", "solo", "on")
        self.assertEqual(self.heard(self.withdraw(80, key="k")), (403, "forbidden"))
        self.assertEqual(self.made(), 0)


class ShortLife(unittest.TestCase):
    def test_an_approval_ends(self):
        world = World(operators=True, settings="withdrawals: {approval_lifetime: 1s}")
        self.addCleanup(world.close)
        world.add_account("own")
        tenant = world.add_tenant("solo", "own", "dedicated")
        world.cli("withdrawal", "limit", "solo", "USDTTRC20", "--approval-above", "0")
        ask = lambda: tenant.call(
            "POST", "/withdrawal/", {"amount": 5, "currency": "USDTTRC20", "address": ADDRESS}).json["error"]["details"]
        first = ask()["approval_id"]
        eventually("it asks anew", lambda: ask()["approval_id"] != first)
        done = world.cli_as("nobody", "withdrawal", "approve", first)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("it is expired already", done.stderr)
