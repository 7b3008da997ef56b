"""Tenants that share an account: what is whose, through real processes."""

import concurrent.futures
import contextlib
import decimal
import json
import sqlite3

from harness import Receiver, eventually
from pooled import ADDRESS, PooledTenants


class Ledger(PooledTenants):
    def test_the_story(self):
        self.assertIsNone(self.balance(self.left))
        self.fund(self.left)
        shape = self.left.call("GET", "/user/balances/").json["account"]["USDTTRC20"]["currency"]
        self.assertEqual(shape, {"currency": "USDTTRC20", "blockchain": "TRX", "token": "USDT"})

        paid = self.withdraw(self.left, 100, "THOLDabc123")
        self.assertEqual((paid.status, paid.json["status"]), (201, "pending"))
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        self.settle(paid, "processing")
        self.settle(paid, "completed")
        self.awaits(self.left, "22.21550000", "0.00000000")

        failed = self.withdraw(self.left, "20.5", "THOLDabc123")
        self.assertEqual(self.balance(self.left), ("1.71550000", "20.50000000"))
        self.settle(failed, "failed")
        self.awaits(self.left, "22.21550000", "0.00000000")
        self.assertIsNone(self.balance(self.right), "the other tenant has nothing to do with it")
        self.check()

    def test_a_tenant_spends_its_own_and_nothing_else(self):
        self.fund(self.left)
        before = len(self.world.effects("withdrawal_created"))
        for tenant, amount in [(self.right, 10), (self.left, "122.215500000000000001"), (self.left, 500)]:
            refused = self.withdraw(tenant, amount, key="k")
            self.assertEqual((refused.status, refused.code), (400, "insufficient_balance"))
        self.assertEqual(len(self.world.effects("withdrawal_created")), before)
        self.assertEqual(self.withdraw(self.left, 100, key="k").status, 201, "a refusal binds no key")
        self.check()

    def test_of_concurrent_withdrawals_of_everything_one_succeeds(self):
        self.fund(self.left)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.withdraw(self.left, "122.2155", "THOLDabc123"), range(8)))
        self.assertEqual(sorted(answer.status for answer in answers), [201] + [400] * 7)
        self.assertEqual(len(self.world.effects("withdrawal_created")), 1)
        self.check()

    def test_an_unknown_outcome_keeps_its_hold_until_a_webhook_tells(self):
        self.fund(self.left)
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": "after_effect", "mode": "reset", "method": "POST", "path": "/withdrawal/",
            "count": 1})
        lost = self.withdraw(self.left, 100, "THOLDabc123", key="lost")
        self.assertEqual((lost.status, lost.code), (502, "outcome_unknown"))
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        withdrawal = self.world.control("GET", "/withdrawals")["withdrawals"][0]["withdrawal_id"]
        self.world.control("POST", f"/withdrawals/{withdrawal}", {"status": "completed"})
        self.awaits(self.left, "22.21550000", "0.00000000")
        self.check()

    def test_what_the_upstream_refuses_or_never_hears_of_is_given_back(self):
        self.fund(self.left)
        refused = self.withdraw(self.left, 100, "not an address")
        self.assertEqual(refused.status, 400)
        self.world.control("POST", "/faults", {"kind": "rate_limit", "path": "/withdrawal/", "count": 1})
        self.assertEqual(self.withdraw(self.left, 100).status, 429)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.check()

    def test_partial_over_and_repeated_payments(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.left.webhook_secret
        partial = self.left.pay(345.67, callback_url=receiver.url).json["transaction_id"]
        eventually("half is paid", lambda: self.balance(self.left) == ("171.10665000", "0.00000000"))
        self.world.control("POST", f"/payments/{partial}", {"status": "completed", "total_paid": "345.67"})
        self.awaits(self.left, "342.21330000", "0.00000000")
        self.world.control(
            "POST", f"/payments/{partial}", {"status": "completed", "total_paid": "400", "rejected": "30"})
        self.awaits(self.left, "366.30000000", "0.00000000")
        for webhook in self.world.control("GET", f"/webhooks?object_id={partial}")["webhooks"]:
            self.world.control("POST", f"/webhooks/{webhook['id']}/replay")
        eventually("all came again", lambda: len(receiver.messages) >= 4)
        self.assertEqual(self.balance(self.left), ("366.30000000", "0.00000000"))
        balances = json.loads(self.world.cli("ledger", "balances", "left", "--json").stdout)["accounts"]
        self.assertEqual({row["account"]: row["balance"] for row in balances}["suspense"], "30")
        self.check()

    def test_a_lost_webhook_is_made_up_for_by_a_status_answer(self):
        self.world.control("POST", "/faults", {"kind": "webhook_lose", "match_status": "completed"})
        payment = self.left.pay(100).json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "100"})
        self.assertIsNone(self.balance(self.left))
        self.left.call("POST", "/payments/status/", {"transaction_id": payment})
        self.awaits(self.left, "99.00000000", "0.00000000")
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "150"})
        for _ in range(2):
            self.left.call("POST", "/payments/status/", {"transaction_id": payment})
            self.awaits(self.left, "148.50000000", "0.00000000")
        self.check()

    def test_what_cannot_be_set_aside_is_refused(self):
        self.fund(self.left)
        before = len(self.world.effects("withdrawal_created"))
        for body, status, code in [
            ({"currency": "USDTTRC20", "address": ADDRESS}, 400, "missing_required_fields"),
            ({"amount": 0, "currency": "USDTTRC20", "address": ADDRESS}, 422, "invalid_amount"),
            ({"amount": -5, "currency": "USDTTRC20", "address": ADDRESS}, 422, "invalid_amount"),
            ({"amount": "ten", "currency": "USDTTRC20", "address": ADDRESS}, 422, "invalid_amount"),
            ({"amount": 10, "currency": "US DT", "address": ADDRESS}, 400, "invalid_currency"),
            ({"amount": 10, "currency": "USDTTRC20", "address": 7}, 400, "invalid_request"),
            ({"final_amount": 10, "currency": "USDTTRC20", "address": ADDRESS}, 400, "invalid_request"),
            ({"price_amount": 10, "currency": "USDTTRC20", "address": ADDRESS}, 400, "invalid_request"),
            ({"amount": 10, "currency": "USDTTRC20", "address": ADDRESS, "wallet_id": "x"}, 400, "invalid_request"),
        ]:
            answer = self.left.call("POST", "/withdrawal/", body)
            self.assertEqual((answer.status, answer.code), (status, code), body)
        self.assertEqual(len(self.world.effects("withdrawal_created")), before)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        estimate = self.left.call("POST", "/withdrawal/estimate/", {"amount": 100, "currency": "usdttrc20"})
        self.assertEqual((estimate.status, estimate.json["amount"]), (200, "98.50000000"))

    def reconciled(self, *arguments):
        done = self.world.cli("ledger", "reconcile", "shared", *arguments, "--json", check=False)
        rows = json.loads(done.stdout)["currencies"]
        row = {row["currency"]: row for row in rows}["USDTTRC20"]
        isWrong = any(row["drift"] != "0" or row["is_paused"] for row in rows)
        self.assertEqual(done.returncode, 3 if isWrong else 0, done.stderr)
        return row

    def test_reconciliation_finds_names_and_stops(self):
        self.fund(self.left)
        own = self.reconciled()
        self.assertEqual((own["books"], own["drift"], own["is_paused"]), ("122.2155", "1000", False))
        named = self.reconciled("--currency", "USDTTRC20", "--book-variance", "opening balance")
        self.assertEqual((named["books"], named["drift"]), ("1122.2155", "0"))

        held = self.withdraw(self.left, 100, "THOLDabc123")
        self.assertEqual((self.reconciled()["held"], self.reconciled()["drift"]), ("100", "0"))

        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "900"}})
        short = self.reconciled()
        self.assertEqual((short["difference"], short["drift"], short["is_paused"]), ("-222.2155", "-122.2155", True))
        refused = self.withdraw(self.left, 10)
        self.assertEqual((refused.status, refused.code), (503, "service_unavailable"))
        self.assertEqual(self.left.pay(50).status, 201, "payments go on")
        self.assertEqual([(cause["kind"], cause["amount"]) for cause in short["causes"]], [("open_withdrawal", "100")])
        text = self.world.cli("ledger", "reconcile", "shared", check=False)
        self.assertIn("unexplained: -122.2155", text.stdout)
        self.assertIn("withdrawals are paused", text.stderr)
        status = self.world.cli("status", "--json", check=False)
        self.assertEqual(status.returncode, 1, "a pause is not well")
        told = json.loads(status.stdout)
        self.assertEqual([(row["account"], row["currency"]) for row in told["pauses"]], [("shared", "USDTTRC20")])
        self.assertEqual([row["see"] for row in told["problems"]], ["ledger reconcile shared"])
        self.assertIn("PAUSED: USDTTRC20 of shared", self.world.cli("status", check=False).stdout)
        shown = lambda: self.left.call("GET", "/status/").json
        eventually("tenants see the currency", lambda: shown().get("paused_withdrawals") == ["USDTTRC20"])
        self.assertEqual(shown()["status"], "ok", "payments go on")
        self.settle(held, "completed")
        self.awaits(self.left, "22.21550000", "0.00000000")

        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "1022.2155"}})
        self.assertEqual((self.reconciled()["drift"], self.reconciled()["is_paused"]), ("0", False))
        self.assertEqual(self.withdraw(self.left, 10).status, 201)
        eventually("tenants see it, too", lambda: "paused_withdrawals" not in shown())
        self.check()

    def test_what_the_upstream_does_not_say_is_told_and_ends_with_its_word(self):
        self.fund(self.left)
        self.reconciled("--currency", "USDTTRC20", "--book-variance", "opening balance")
        self.assertEqual(json.loads(self.world.cli("status", "--json").stdout)["problems"], [])
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 200, "body": json.dumps({"account": {}}), "content_type": "application/json",
            "path": "/user/balances/", "count": 1})
        silent = self.reconciled()
        self.assertEqual(silent["not_comparable"], "the upstream's balances do not name it")
        status = self.world.cli("status", "--json", check=False)
        self.assertEqual(status.returncode, 1, "what nobody compares is not well")
        problem = json.loads(status.stdout)["problems"]
        self.assertEqual([row["see"] for row in problem], ["ledger reconcile shared"])
        line = "the books of USDTTRC20 of shared are not comparable since "
        self.assertTrue(problem[0]["what"].startswith(line), problem)
        self.assertTrue(problem[0]["what"].endswith(": the upstream's balances do not name it"), problem)
        self.assertIn(line, self.world.cli("status", check=False).stdout)
        self.assertEqual(self.withdraw(self.left, 10).status, 201, "silence pauses nothing")
        self.assertIsNone(self.reconciled().get("not_comparable"))
        self.assertEqual(json.loads(self.world.cli("status", "--json").stdout)["problems"], [])

    def test_one_drift_is_booked_once(self):
        self.fund(self.left)
        book = lambda _: self.world.cli(
            "ledger", "reconcile", "shared", "--currency", "USDTTRC20", "--book-variance", "opening", check=False)
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            done = list(pool.map(book, range(4)))
        self.assertEqual(sorted(one.returncode for one in done), [0, 3, 3, 3], [one.stderr for one in done])
        self.assertEqual((self.reconciled()["books"], self.reconciled()["drift"]), ("1122.2155", "0"))
        self.check()

    def test_commission_leaves_without_a_pause(self):
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "0"}})
        self.world.cli("commission", "set", "left", "--basis-points", "1000")
        payment = self.left.pay(100).json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "100"})
        self.awaits(self.left, "89.00000000", "0.00000000")
        payout = lambda amount, *arguments: self.world.cli(
            "ledger", "payout-commission", "shared", "usdttrc20", amount, *arguments, check=False)
        self.assertEqual(self.reconciled()["drift"], "0")
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "91"}})
        self.assertEqual((self.reconciled()["drift"], self.reconciled()["is_paused"]), ("-8", True))
        self.assertEqual(payout("8").returncode, 64, "a reason is due")
        self.assertEqual(payout("0", "--reason", "q3").returncode, 64)
        more = payout("10.01", "--reason", "q3")
        self.assertEqual(more.returncode, 3)
        self.assertIn("the commission is 10 USDTTRC20", more.stderr)
        self.assertEqual(payout("8", "--reason", "q3").stdout.strip(), "8 USDTTRC20 left the commission, 2 are in it")
        self.assertEqual(self.withdraw(self.left, 10).status, 201, "the pause has ended with its cause")
        self.assertEqual(self.balance(self.left)[0], "79.00000000")
        self.check()

    def test_the_operator_sees_the_journal_and_settles_doubts(self):
        self.world.cli("commission", "set", "left", "--currency", "USDTTRC20", "--basis-points", "100", "--fixed", "0.5")
        self.left.pay(100)
        payment = self.world.control("GET", "/payments")["payments"][0]["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {
            "status": "completed", "total_paid": "150", "rejected": "30"})
        self.awaits(self.left, "117.10000000", "0.00000000")
        entry = json.loads(self.world.cli("ledger", "entries", "left", "--json").stdout)["entries"][0]
        self.assertEqual((entry["number"], entry["cause"]), (1, "payment"))
        self.assertEqual({row["account"]: row["amount"] for row in entry["postings"]}, {
            "pool": "148.8", "available": "117.1", "commission": "1.7", "suspense": "30"})
        adjust = ["ledger", "adjust", "left", "--account", "shared", "--currency", "usdttrc20", "--from", "suspense"]
        refused = self.world.cli(*adjust, "--to", "available", "--amount", "30", check=False)
        self.assertEqual(refused.returncode, 64, "a reason is due")
        self.world.add_account("other")
        elsewhere = [word if word != "shared" else "other" for word in adjust]
        refused = self.world.cli(
            *elsewhere, "--to", "available", "--amount", "30", "--reason", "a slip", check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("the books of left are with the account shared", refused.stderr)
        self.assertNotIn("a slip", self.world.cli("ledger", "export", "--csv").stdout)
        refused = self.world.cli(*adjust, "--to", "available", "--amount", "30", "--reason", "a guess", check=False)
        self.assertEqual(refused.returncode, 3, refused)
        self.assertIn("of 30 USDTTRC20 in suspense 30 are in doubt; 30 of ", refused.stderr)
        self.assertIn("the total may or may not contain the rejected amount", refused.stderr)
        self.assertEqual(self.balance(self.left), ("117.10000000", "0.00000000"))
        self.world.cli(*adjust, "--to", "variance", "--amount", "30", "--reason", "the upstream kept it")
        self.assertEqual(self.balance(self.left), ("117.10000000", "0.00000000"))
        lines = self.world.cli("ledger", "export", "--csv").stdout.splitlines()
        self.assertEqual(len(lines), 1 + 4 + 2)
        self.assertTrue(lines[-1].endswith(",adjustment,the upstream kept it,variance,30"), lines[-1])
        self.check()

    def test_each_account_has_its_upstreams_fee(self):
        self.world.add_account("dear")
        far = self.world.add_tenant("far", "dear", "pooled")
        complete = lambda payment: self.world.control(
            "POST", f"/payments/{payment.json['transaction_id']}", {"status": "completed", "total_paid": "100"})
        early = far.pay(100)
        fee = ["account", "set", "dear", "--upstream-fee"]
        self.assertEqual(json.loads(self.world.cli(*fee, "250", "--json").stdout)["upstream_fee_basis_points"], 250)
        complete(early)
        self.awaits(far, "99.00000000", "0.00000000")
        complete(far.pay(100))
        self.awaits(far, "196.50000000", "0.00000000")
        complete(self.left.pay(100))
        self.awaits(self.left, "99.00000000", "0.00000000")
        self.world.cli("account", "set", "dear", "--unset", "upstream-fee")
        complete(far.pay(100))
        self.awaits(far, "295.50000000", "0.00000000")
        for wrong in ("10001", "1%"):
            self.assertEqual(self.world.cli(*fee, wrong, check=False).returncode, 64)
        self.check()

    def test_what_the_pool_lacks_is_not_the_tenants_to_know(self):
        self.fund(self.left)
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "5"}})
        short = self.withdraw(self.left, 100, key="k")
        self.assertEqual((short.status, short.code), (503, "service_unavailable"))
        self.assertNotIn(b"balance", short.body)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 400, "code": "insufficient_balance", "path": "/withdrawal/estimate/",
            "count": 1})
        self.assertEqual(
            self.left.call("POST", "/withdrawal/estimate/", {"amount": 100, "currency": "USDTTRC20"}).status, 503)
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "500"}})
        self.assertEqual(self.withdraw(self.left, 100, key="k").status, 201)
        self.check()

    def test_kills_leave_no_withdrawal_without_its_hold(self):
        self.world.cli("limit", "set", "left", "withdrawal", "--quota", "100000", "--burst", "100000")
        payment = self.left.pay(1000).json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "completed"})
        self.awaits(self.left, "990.00000000", "0.00000000")
        self.world.control("PUT", "/balances", {"balances": {"USDTTRC20": "5000"}})
        for round in range(3):
            begun = len(self.world.effects("withdrawal_created"))
            with concurrent.futures.ThreadPoolExecutor(6) as pool:
                for number in range(30):
                    pool.submit(self.withdraw, self.left, 10, "THOLDabc123", key=f"{round}-{number}")
                eventually("some are made", lambda: len(self.world.effects("withdrawal_created")) >= begun + 5)
                self.world.kill_gateway()
            self.world.start_gateway()
            self.check()
        made = len(self.world.effects("withdrawal_created"))
        available, held = map(decimal.Decimal, self.balance(self.left))
        self.assertEqual(available + held, 990)
        self.assertGreaterEqual(held, 10 * made, "what left for the upstream is set aside")

    def test_limits_and_the_allow_list(self):
        self.fund(self.left)
        before = len(self.world.effects("withdrawal_created"))
        self.world.cli("withdrawal", "limit", "left", "USDTTRC20", "--per-withdrawal", "50", "--per-day", "60")
        refused = self.withdraw(self.left, 50.5)
        self.assertEqual((refused.status, refused.code), (422, "invalid_amount"))
        self.world.cli("withdrawal", "allow", "left", "usdttrc20", ADDRESS)
        self.world.cli("withdrawal", "allow-list", "left", "on", "--cooling-off", "1h")
        self.world.cli("withdrawal", "allow", "left", "USDTTRC20", "TXYZabc124")
        for address, members in [("TXYZabc999", {}), ("TXYZabc124", {}), (ADDRESS, {"memo": "1"})]:
            refused = self.withdraw(self.left, 10, address, **members)
            self.assertEqual((refused.status, refused.code), (403, "forbidden"))
        self.assertEqual(self.withdraw(self.left, 10, destination_tag=7).status, 400)
        self.assertEqual(len(self.world.effects("withdrawal_created")), before)
        self.assertEqual(self.withdraw(self.left, 50).status, 201)
        refused = self.withdraw(self.left, 11)
        self.assertEqual((refused.status, refused.code), (403, "forbidden"))
        self.check()

    def damaged(self, sql):
        """One row of the store, by whoever has the disk while nobody serves."""
        self.assertEqual(self.world.stop_gateway(), 0)
        with contextlib.closing(sqlite3.connect(self.world.data / "fusegate.sqlite")) as store, store:
            self.assertEqual(store.execute(sql).rowcount, 1, sql)
        self.world.start_gateway()

    def test_a_check_of_broken_books_names_the_rows(self):
        self.fund(self.left)
        self.withdraw(self.left, 100, "THOLDabc123")
        self.check()
        tenant = json.loads(self.world.cli("tenant", "show", "left", "--json").stdout)["tenant"]["id"]
        listed = self.world.cli("intent", "list", "--kind", "withdrawal", "--state", "succeeded", "--json").stdout
        [withdrawal] = [row["id"] for row in json.loads(listed)["intents"]]
        self.damaged(
            f"UPDATE ledger_accounts SET balance = 'much' WHERE tenant_id = '{tenant}' AND account = 'available'")
        self.damaged(
            f"UPDATE ledger_postings SET amount = '1.000000000000000000' WHERE tenant_id = '{tenant}'"
            " AND entry_number = 1 AND account = 'pool'")
        self.damaged(f"UPDATE ledger_withdrawals SET returned_at = 5 WHERE intent_id = '{withdrawal}'")
        done = self.world.cli("ledger", "check", check=False)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stderr, r"the books are not whole: \d+ violations\n")
        for row, reason in [
            (rf"ledger_accounts {tenant}/crd_\w+/USDTTRC20/available", "column 4 holds \"much\", not an amount"),
            (f"ledger_entries {tenant}/1", "debits and credits differ in USDTTRC20"),
            (f"ledger_withdrawals {tenant}/{withdrawal}", "is held, its evidence says voided"),
        ]:
            self.assertRegex(done.stdout, f"(?m)^{row}: {reason}$")
        told = json.loads(self.world.cli("ledger", "check", "--json", check=False).stdout)
        self.assertEqual(done.stdout.splitlines()[1:], told["violations"])
        self.assertEqual(told["violation_count"], len(told["violations"]))
