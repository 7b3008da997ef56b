"""What the upstream says is booked once, whatever shape and order it comes in, and nothing else counts as its word."""

import json
import unittest

from harness import World, eventually
from pooled import PooledTenants

HTML = {"body": "<html><h1>Blocked</h1></html>", "content_type": "text/html"}


class Facts(PooledTenants):
    def accounts(self, owner="left"):
        rows = json.loads(self.world.cli("ledger", "balances", owner, "--json").stdout)["accounts"]
        return {row["account"]: row["balance"] for row in rows}

    def hooks(self, **webhooks):
        self.world.control("PATCH", "/settings", {"webhooks": webhooks})

    def intent(self, withdrawal):
        rows = json.loads(self.world.cli("intent", "list", "--state", "succeeded", "--json").stdout)["intents"]
        return next(row["id"] for row in rows if row["upstream_id"] == withdrawal.json["withdrawal_id"])

    def test_a_withdrawal_that_ends_at_its_creation(self):
        self.fund(self.left)
        for word, status in [("FAILED", "failed"), ("REJECTED", "rejected"), ("CANCELLED", "cancelled")]:
            ended = self.withdraw(self.left, 100, f"TBORN{word}abc1")
            self.assertEqual((ended.status, ended.json["status"]), (201, status))
            self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"), status)
        paid = self.withdraw(self.left, 100, "TBORNCOMPLETEDabc1")
        self.assertEqual((paid.status, paid.json["status"]), (201, "completed"))
        self.assertEqual(self.balance(self.left), ("22.21550000", "0.00000000"))
        self.check()

    def test_what_left_after_it_was_given_back_is_owed(self):
        self.fund(self.left)
        first = self.withdraw(self.left, 100, "THOLDabc123")
        self.settle(first, "failed")
        self.awaits(self.left, "122.21550000", "0.00000000")
        second = self.withdraw(self.left, 120, "THOLDabc123")
        self.assertEqual(second.status, 201, second.body)
        identifier = first.json["withdrawal_id"]
        self.world.control("POST", f"/withdrawals/{identifier}", {"status": "completed", "revive": True})
        self.awaits(self.left, "0.00000000", "120.00000000")
        entry = self.left.call("GET", "/user/balances/").json["account"]["USDTTRC20"]
        self.assertEqual(entry["owed_amount"], "97.78450000")
        self.assertEqual(self.accounts()["receivable"], "97.7845")
        self.check()
        created = self.left.pay(123.45)
        self.assertEqual(created.status, 201)
        self.awaits(self.left, "24.43100000", "120.00000000")
        self.assertNotIn("owed_amount", self.left.call("GET", "/user/balances/").json["account"]["USDTTRC20"])
        self.assertNotIn("receivable", self.accounts())
        self.check()

    def test_an_answer_that_is_silent_about_rejections_changes_nothing(self):
        payment = self.left.pay(100).json["transaction_id"]
        self.world.control(
            "POST", f"/payments/{payment}", {"status": "completed", "total_paid": "150", "rejected": "30"})
        self.awaits(self.left, "118.80000000", "0.00000000")
        self.world.control("PATCH", "/settings", {"lists": {"omits_rejected": True}})
        answer = self.left.call("POST", "/payments/status/", {"transaction_id": payment})
        self.assertNotIn("rejected_amount", answer.json)
        self.assertEqual(self.balance(self.left), ("118.80000000", "0.00000000"))
        self.assertEqual(self.accounts()["suspense"], "30")
        self.check()

    def test_an_end_without_a_total_ends_what_was_pending(self):
        self.hooks(ends_without_totals=True)
        payment = self.left.pay(100).json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "confirming", "total_paid": "100"})
        self.awaits(self.left, "0.00000000", "100.00000000")
        self.world.control("POST", f"/payments/{payment}", {"status": "expired"})
        eventually("nothing is pending", lambda: self.balance(self.left) in (None, ("0.00000000", "0.00000000")))
        self.check()

    def test_a_call_without_an_id_proves_the_effect(self):
        self.fund(self.left)
        self.hooks(flat_without_id=True, flat_withdrawals=True)
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": "after_effect", "mode": "reset", "method": "POST", "path": "/withdrawal/",
            "count": 1})
        # The upstream's list would name the withdrawal, and the webhook would prove nothing.
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 503, "method": "GET", "path": "/withdrawal/"})
        self.addCleanup(self.world.control, "DELETE", "/faults")
        self.world.control("PATCH", "/settings", {"lists": {"hides_withdrawals": True}})
        lost = self.withdraw(self.left, 100, "THOLDabc123", key="lost")
        self.assertEqual((lost.status, lost.code), (502, "outcome_unknown"))
        intent = lost.json["error"]["details"]["intent_id"]
        withdrawal = self.world.control("GET", "/withdrawals")["withdrawals"][0]["withdrawal_id"]
        self.world.control("POST", f"/withdrawals/{withdrawal}", {"status": "completed"})
        self.awaits(self.left, "22.21550000", "0.00000000")
        shown = json.loads(self.world.cli("intent", "show", intent, "--json").stdout)["intent"]
        self.assertEqual(shown["state"], "confirmed")
        refused = self.world.cli(
            "intent", "resolve", intent, "--outcome", "no-effect", "--reason", "nothing listed", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertEqual(self.balance(self.left), ("22.21550000", "0.00000000"))
        self.check()

    def test_ids_that_differ_are_asked_about(self):
        self.hooks(differing_inner_id=True)
        payment = self.left.pay(100).json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "confirming", "total_paid": "100"})
        # The webhook books nothing; the upstream's answer does.
        self.awaits(self.left, "0.00000000", "100.00000000")
        self.assertIn(
            "/payments/status/", json.dumps(self.world.control("GET", "/counters")["requests"]))
        status = json.loads(self.world.cli("status", "--json").stdout)
        self.assertGreaterEqual(status["webhooks_doubtful"], 1)
        entries = json.loads(self.world.cli("ledger", "entries", "left", "--json").stdout)["entries"]
        self.assertIn("the body names another object than the callback token's", [row["reason"] for row in entries])
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "100"})
        self.awaits(self.left, "99.00000000", "0.00000000")
        self.check()

    def test_the_last_resort_contradicts_nobody(self):
        self.fund(self.left)
        held = self.withdraw(self.left, 100, "THOLDabc123")
        intent = self.intent(held)
        for verb in ("settle", "void"):
            unreasoned = self.world.cli("withdrawal", verb, intent, check=False)
            self.assertIn("--reason", unreasoned.stderr)
            refused = self.world.cli("withdrawal", verb, intent, "--reason", "why not", check=False)
            self.assertIn("pending", refused.stderr)
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 404, "path": "/withdrawal/status/", **HTML})
        self.world.control("POST", "/faults", {"kind": "status", "status": 404, "path": "/withdrawal/*", **HTML})
        hidden = self.world.cli("withdrawal", "void", intent, "--reason", "a page is no word", check=False)
        self.assertNotEqual(hidden.returncode, 0)
        self.world.control("DELETE", "/faults")
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        # It has forgotten the withdrawal, and says so itself.
        self.world.control("POST", "/faults", {"kind": "status", "status": 404, "path": "/withdrawal/status/"})
        self.world.control("POST", "/faults", {"kind": "status", "status": 404, "path": "/withdrawal/*"})
        ended = json.loads(self.world.cli("withdrawal", "void", intent, "--reason", "lost there", "--json").stdout)
        self.assertEqual(ended["state"], "voided")
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        again = self.world.cli("withdrawal", "settle", intent, "--reason", "twice", check=False)
        self.assertIn("voided", again.stderr)
        self.check()


class Answers(unittest.TestCase):
    """What one write is answered, and what becomes of its key."""

    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.tenant = cls.world.add_tenant("shop", "main")

    def fault(self, path, status, **fields):
        self.world.control("POST", "/faults", {
            "kind": "status", "status": status, "method": "POST", "path": path, "count": 1, **fields})

    def test_a_page_of_something_in_between_is_no_refusal(self):
        for status in (403, 404, 413):
            self.fault("/payments/", status, **HTML)
            first = self.tenant.pay(key=f"p{status}")
            self.assertEqual((first.status, first.code), (status, "invalid_request"))
            self.assertEqual(self.tenant.pay(key=f"p{status}").status, 201, "not kept")
            self.fault("/withdrawal/", status, **HTML)
            first = self.tenant.withdraw(key=f"w{status}")
            self.assertEqual((first.status, first.code), (502, "outcome_unknown"))
            again = self.tenant.withdraw(key=f"w{status}")
            self.assertEqual((again.status, again.code), (409, "outcome_unknown"))

    def test_not_now_and_already_leave_the_outcome_open(self):
        for status in (409, 423, 499):
            for path, send in (("/payments/", self.tenant.pay), ("/withdrawal/", self.tenant.withdraw)):
                self.fault(path, status, code="invalid_request", phase="after_effect")
                first = send(key=f"{path}{status}")
                self.assertEqual((first.status, first.code), (502, "outcome_unknown"))
                again = send(key=f"{path}{status}")
                self.assertTrue(again.status == 201 or again.code == "outcome_unknown", again.body)

    def test_after_funding_the_same_key_goes_through(self):
        # Far more than what payments of other tests may bring meanwhile.
        order = {"amount": "5000.00", "key": "poor", "custom_id": "poor"}
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "0"}})
        refused = self.tenant.withdraw(**order)
        self.assertEqual((refused.status, refused.code), (400, "insufficient_balance"), refused.body)
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "10000"}})
        self.assertEqual(self.tenant.withdraw(**order).status, 201)
