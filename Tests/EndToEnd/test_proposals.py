"""What weakens a control or creates spendable money takes two operators, through real processes and real users."""

import datetime
import json
import os
import subprocess
import unittest.mock

from harness import AS_ROOT, eventually
from pooled import PooledTenants

CURRENCY = "USDTTRC20"


class Proposing(PooledTenants):
    world_options = {"operators": True, "settings": "resolution: {schedule: [300ms]}"}

    def as_user(self, user, *verb):
        return self.world.cli_as(user, *verb)

    def proposed(self, user, *verb):
        """The proposal that the verb became, where it says that nothing has changed."""
        done = self.as_user(user, *verb, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertIn("proposal", answer, f"{verb} acted at once")
        proposal = answer["proposal"]
        self.assertEqual((proposal["state"], proposal["proposer"]), ("waiting", user))
        return proposal

    def at_once(self, user, *verb):
        done = self.as_user(user, *verb, "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertNotIn("proposal", answer, f"{verb} became a proposal")
        return answer

    def refused(self, status, word, done):
        self.assertEqual(done.returncode, status, done)
        self.assertIn(word, done.stderr)

    def decide(self, user, decision, proposal, *options):
        return self.as_user(user, "proposal", decision, proposal["id"], "--json", *options)

    def approved(self, user, proposal):
        done = self.decide(user, "approve", proposal)
        self.assertEqual(done.returncode, 0, done.stderr)
        applied = json.loads(done.stdout)
        self.assertEqual((applied["state"], applied["decided_by"]), ("applied", user))

    def shown(self, *arguments):
        return json.loads(self.world.cli(*arguments, "--json").stdout)

    def account(self):
        return self.shown("account", "list")["accounts"][0]

    def adjust(self, account="available", amount="5", origin="variance"):
        return ["ledger", "adjust", "left", "--account", "shared", "--currency", CURRENCY, "--from", origin,
                "--to", account, "--amount", amount, "--reason", "a present"]


class Deciding(Proposing):
    """How a proposal is made, decided, and ended; the verb does not matter."""

    def test_nothing_changes_until_another_person_approves(self):
        self.fund(self.left)
        proposal = self.proposed("nobody", *self.adjust())
        self.assertEqual(proposal["summary"], f"5 {CURRENCY} of left: variance -> available")
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.assertEqual([row["id"] for row in self.shown("proposal", "list")["proposals"]], [proposal["id"]])
        self.refused(77, "nobody proposed it", self.decide("nobody", "approve", proposal))
        self.refused(77, "behind ", self.world.cli("proposal", "approve", proposal["id"], check=False))
        with unittest.mock.patch.dict(os.environ, {"SUDO_USER": "sync"}):
            self.refused(77, "behind ", self.world.cli("proposal", "approve", proposal["id"], check=False))
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.approved("sync", proposal)
        self.assertEqual(self.balance(self.left), ("127.21550000", "0.00000000"))
        self.refused(3, "applied already", self.decide("_apt", "approve", proposal))
        self.assertEqual(self.balance(self.left), ("127.21550000", "0.00000000"))
        self.assertEqual(self.shown("proposal", "list")["proposals"], [])
        self.assertEqual(self.shown("proposal", "show", proposal["id"])["decided_by"], "sync")
        self.check()

    def test_people_are_told_that_nothing_has_changed_and_how_it_does(self):
        done = self.as_user("nobody", *self.adjust())
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Nothing has changed yet", done.stdout)
        self.assertRegex(done.stdout, r"makes it effective: fusegate proposal approve prp_[0-9A-Z]{26}\n")
        self.assertIn("a present", self.world.cli("proposal", "list", "--state", "all").stdout + done.stdout)

    def test_a_no_ends_it_and_the_proposer_takes_his_back(self):
        for user, state in [("sync", "rejected"), ("nobody", "withdrawn")]:
            proposal = self.proposed("nobody", *self.adjust())
            done = self.decide(user, "reject", proposal, "--reason", "no such present")
            self.assertEqual(done.returncode, 0, done.stderr)
            ended = json.loads(done.stdout)
            self.assertEqual((ended["state"], ended["decision_reason"]), (state, "no such present"))
            self.refused(3, f"{state} already", self.decide("_apt", "approve", proposal))
        self.assertIsNone(self.balance(self.left))

    def test_what_root_asks_for_waits_as_well_and_binds_whom_it_names(self):
        with unittest.mock.patch.dict(os.environ, {"SUDO_USER": "sync"}):
            answer = json.loads(self.world.cli(*self.adjust(), "--json").stdout)
        self.assertEqual(answer["proposal"]["proposer"], "sync")
        self.refused(77, "sync proposed it", self.decide("sync", "approve", answer["proposal"]))
        self.approved("nobody", answer["proposal"])

    def test_everything_is_on_the_audit_log(self):
        proposal = self.proposed("nobody", *self.adjust())
        self.decide("nobody", "approve", proposal)
        self.approved("sync", proposal)
        second = self.proposed("nobody", *self.adjust())
        self.decide("sync", "reject", second, "--reason", "once is enough")

        def told():
            records = [json.loads(line) for line in
                       self.world.cli("audit", "tail", "--count", "1000", "--json").stdout.splitlines()]
            rows = [(record["path"], record["actor"], record["result"]) for record in records
                    if record.get("path") in ("ledger adjust", "proposal approve", "proposal reject")]
            return rows if ("proposal reject", "sync", "done") in rows else None

        self.assertEqual(eventually("the last word is on the log", told), [
            ("ledger adjust", "nobody", "requested"), ("ledger adjust", "nobody", "proposed"),
            ("proposal approve", "nobody", "refused: forbidden"),
            ("proposal approve", "sync", "requested"), ("ledger adjust", "sync", "requested"),
            ("proposal approve", "sync", "done"), ("ledger adjust", "sync", "done"),
            ("ledger adjust", "nobody", "requested"), ("ledger adjust", "nobody", "proposed"),
            ("proposal reject", "sync", "requested"), ("proposal reject", "sync", "done")])
        text = self.world.cli("audit", "tail", "--count", "1000").stdout
        for word in (proposal["id"], proposal["summary"], "once is enough"):
            self.assertIn(word, text)

    def test_what_waits_is_not_asked_for_twice(self):
        proposal = self.proposed("nobody", *self.adjust())
        for user in ("nobody", "sync"):
            self.refused(3, f"{proposal['id']} by nobody asks for the same", self.as_user(user, *self.adjust()))
        self.assertEqual(len(self.shown("proposal", "list")["proposals"]), 1)
        self.assertEqual(self.decide("sync", "reject", proposal).returncode, 0)
        self.proposed("nobody", *self.adjust())

    def test_it_outlives_the_process(self):
        self.fund(self.left)
        proposal = self.proposed("nobody", *self.adjust())
        self.world.restart_gateway()
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        self.approved("sync", proposal)
        self.assertEqual(self.balance(self.left), ("127.21550000", "0.00000000"))

    def test_what_cannot_be_done_now_says_so_and_waits(self):
        proposal = self.proposed("nobody", *self.adjust("suspense", "5", "available"))
        self.refused(3, "nothing was done", self.decide("sync", "approve", proposal))
        self.assertEqual(self.shown("proposal", "show", proposal["id"])["state"], "waiting")
        self.fund(self.left)
        self.approved("sync", proposal)
        self.assertEqual(self.balance(self.left)[0], "117.21550000")

    def test_an_unknown_one(self):
        for name in ("prp_01ARZ3NDEKTSV4RRFFQ69G5FAV", "nonsense"):
            for verb in ("show", "approve", "reject"):
                self.refused(2, name, self.as_user("nobody", "proposal", verb, name))
        self.refused(64, "waiting", self.as_user("nobody", "proposal", "list", "--state", "lost"))


class Expiring(Proposing):
    world_options = {"operators": True, "admin": "proposal_lifetime: 1s"}

    def test_time_ends_it(self):
        proposal = self.proposed("nobody", *self.adjust())
        end = datetime.datetime.fromisoformat(proposal["expires_at"])
        eventually("its time is over", lambda: datetime.datetime.now(datetime.timezone.utc) > end)
        self.refused(3, "expired already", self.decide("sync", "approve", proposal))
        self.assertIsNone(self.balance(self.left))


class Verbs(Proposing):
    """Each verb that became a proposal, and what of it acts at once."""

    def test_the_upstream_fee_whichever_way(self):
        proposal = self.proposed("nobody", "account", "set", "shared", "--upstream-fee", "50")
        self.assertEqual(proposal["summary"], "upstream fee of shared: as configured -> 50 basis points")
        self.assertIsNone(self.account().get("upstream_fee_basis_points"))
        self.approved("sync", proposal)
        self.assertEqual(self.account()["upstream_fee_basis_points"], 50)
        self.at_once("nobody", "account", "set", "shared", "--upstream-fee", "50")
        raised = self.proposed("nobody", "account", "set", "shared", "--upstream-fee", "200")
        stale = self.proposed("nobody", "account", "set", "shared", "--unset", "upstream-fee")
        self.approved("sync", raised)
        self.refused(3, "the state has changed", self.decide("sync", "approve", stale))
        self.assertEqual(self.account()["upstream_fee_basis_points"], 200)

    def test_the_webhook_secret_of_an_account(self):
        secret = self.world.directory / "secret"
        secret.write_text("a-secret-that-nobody-else-should-read\n")
        secret.chmod(0o600)
        subprocess.run([*AS_ROOT, "chown", "nobody", str(secret)], check=True)
        added = self.proposed("nobody", "account", "webhook-secret", "shared", "--secret-file", str(secret))
        self.assertEqual(added["summary"], "webhook secrets of shared that are accepted: 1 -> 2")
        self.assertEqual(self.account()["webhook_secret_count"], 1)
        for shown in (self.world.cli("proposal", "show", added["id"], "--json").stdout,
                      self.world.cli("audit", "tail", "--count", "1000").stdout,
                      (self.world.data / "fusegate.sqlite").read_bytes().decode("latin-1"),
                      (self.world.data / "fusegate.sqlite-wal").read_bytes().decode("latin-1")):
            self.assertNotIn("a-secret-that", shown)
        self.approved("sync", added)
        self.assertEqual(self.account()["webhook_secret_count"], 2)
        retired = self.proposed("sync", "account", "webhook-secret", "shared", "--retire")
        self.assertEqual(self.account()["webhook_secret_count"], 2)
        self.approved("nobody", retired)
        self.assertEqual(self.account()["webhook_secret_count"], 1)
        self.at_once("nobody", "account", "webhook-secret", "shared", "--retire")

    def limit(self, *options):
        return ["withdrawal", "limit", "left", CURRENCY, *options]

    def limits(self):
        return self.shown("withdrawal", "show", "left")["limits"]

    def test_limits_and_thresholds_raised_or_taken_away(self):
        self.at_once("nobody", *self.limit("--per-day", "500", "--approval-above", "50"))
        self.at_once("nobody", *self.limit("--per-day", "400", "--approval-above", "40"))
        before = self.limits()
        for options, lines in [
            (["--per-day", "401"], ["per_day 400 -> 401"]),
            (["--approval-above", "41"], ["approval_above 40 -> 41"]),
            (["--per-day", "300", "--approval-above", "41"], ["per_day 400 -> 300", "approval_above 40 -> 41"]),
            (["--unset", "per-day"], ["per_day 400 -> none"]),
        ]:
            proposal = self.proposed("nobody", *self.limit(*options))
            self.assertEqual(proposal["summary"].split("\n"),
                             [f"withdrawal limits of left, {CURRENCY}: {line}" for line in lines])
            self.assertEqual(self.limits(), before, "nothing of it is in force, the stricter part neither")
            self.assertEqual(self.decide("sync", "reject", proposal).returncode, 0)
        stale = self.proposed("nobody", *self.limit("--per-day", "900"))
        self.approved("sync", self.proposed("nobody", *self.limit("--per-day", "401")))
        self.assertEqual([(row["per_day"], row["approval_above"]["amount"]) for row in self.limits()], [("401", "40")])
        self.refused(3, "per_day 401 -> 900", self.decide("sync", "approve", stale))

    def test_the_allow_list_and_its_addresses(self):
        def state():
            shown = self.shown("withdrawal", "show", "left")
            return shown.get("cooling_off_seconds"), [row["address"] for row in shown["addresses"]]

        switch = ["withdrawal", "allow-list", "left"]
        before = self.proposed("nobody", "withdrawal", "allow", "left", CURRENCY, "TNEW0")
        self.assertIn("may go to TNEW0, too, without any wait", before["summary"])
        self.assertEqual(self.decide("nobody", "reject", before).returncode, 0)
        for state_then in ("off", "on"):
            shorter = self.proposed("nobody", *switch, state_then, "--cooling-off", "1h")
            self.assertIn("cooling_off_seconds 86400 -> 3600", shorter["summary"])
            self.assertEqual(self.decide("sync", "reject", shorter).returncode, 0)
        self.approved("sync", self.proposed("nobody", *switch, "off", "--cooling-off", "1h"))
        self.at_once("nobody", *switch, "on", "--cooling-off", "2h")
        for verb, does in [
            ([*switch, "on", "--cooling-off", "1h"], "cooling_off_seconds 7200 -> 3600"),
            ([*switch, "off"], "in_force true -> false"),
            (["withdrawal", "allow", "left", CURRENCY, "TNEW1"], "may go to TNEW1, too, after 7200 s"),
        ]:
            proposal = self.proposed("nobody", *verb)
            self.assertIn(does, proposal["summary"])
            self.assertEqual(state(), (7200, []))
            self.assertEqual(self.decide("sync", "reject", proposal).returncode, 0)
        self.approved("sync", self.proposed("nobody", "withdrawal", "allow", "left", CURRENCY, "TNEW1"))
        self.assertEqual(state(), (7200, ["TNEW1"]))
        self.at_once("nobody", "withdrawal", "disallow", "left", CURRENCY, "TNEW1")
        self.approved("sync", self.proposed("nobody", *switch, "off"))
        self.assertEqual(state(), (None, []))

    def test_one_operator_alone_does_not_clear_the_controls_and_withdraw(self):
        """The story: clear the limits, switch the allow-list off, make a key, withdraw."""
        self.fund(self.left)
        self.world.cli("withdrawal", "limit", "left", CURRENCY, "--approval-above", "50")
        self.world.cli("withdrawal", "allow-list", "left", "on")
        self.proposed("nobody", *self.limit("--unset", "approval-above"))
        self.proposed("nobody", "withdrawal", "allow-list", "left", "off")
        self.proposed("nobody", "withdrawal", "allow", "left", CURRENCY, "TTHIEF123")
        self.left.token = self.at_once("nobody", "key", "create", "left")["secret"]
        refused = self.withdraw(self.left, 100, "TTHIEF123", key="k")
        self.assertEqual((refused.status, refused.code), (403, "forbidden"))
        self.assertEqual(len(self.world.effects("withdrawal_created")), 0)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))

    def test_the_commission_lowered(self):
        terms = lambda: [row["basis_points"] for row in self.shown("commission", "show", "left")["commissions"]]
        self.at_once("nobody", "commission", "set", "left", "--basis-points", "100")
        proposal = self.proposed("nobody", "commission", "set", "left", "--basis-points", "90")
        self.assertTrue(proposal["summary"].endswith("basis_points 100 -> 90"), proposal["summary"])
        self.assertEqual(terms(), [100])
        self.approved("sync", proposal)
        self.assertEqual(terms(), [90])

    def test_keys_of_withdrawals(self):
        self.at_once("nobody", "tenant", "withdrawal-key", "left", "required")
        proposal = self.proposed("nobody", "tenant", "withdrawal-key", "left", "optional")
        self.assertTrue(self.shown("tenant", "show", "left")["tenant"]["requires_withdrawal_key"])
        self.approved("sync", proposal)
        self.assertFalse(self.shown("tenant", "show", "left")["tenant"]["requires_withdrawal_key"])

    def test_certificates_beyond_the_first_and_the_last(self):
        names = ["dns:a.example.com", "dns:b.example.com"]
        self.at_once("nobody", "certificate", "add", "left", names[0])
        added = self.proposed("nobody", "certificate", "add", "left", names[1])
        self.assertEqual(len(self.shown("certificate", "list", "left")["certificates"]), 1)
        self.approved("sync", added)
        self.at_once("nobody", "certificate", "remove", "left", names[1])
        removed = self.proposed("nobody", "certificate", "remove", "left", names[0])
        self.assertEqual(len(self.shown("certificate", "list", "left")["certificates"]), 1)
        self.approved("sync", removed)
        self.assertEqual(self.shown("certificate", "list", "left")["certificates"], [])

    def test_a_drift_that_is_booked(self):
        self.fund(self.left)
        book = ["ledger", "reconcile", "shared", "--currency", CURRENCY, "--book-variance", "opening"]
        drift = lambda: next(row["drift"] for row in json.loads(self.world.cli(
            "ledger", "reconcile", "shared", "--json", check=False).stdout)["currencies"]
            if row["currency"] == CURRENCY)
        proposal = self.proposed("nobody", *book)
        self.assertEqual(proposal["summary"],
                         f"drift of shared, 1000 {CURRENCY}: unexplained -> the platform's, opening")
        self.assertEqual(drift(), "1000")
        self.refused(3, proposal["id"], self.as_user("sync", *book))
        self.approved("sync", proposal)
        self.assertEqual(drift(), "0")
        self.refused(3, "there is no drift", self.as_user("nobody", *book))
        self.check()

    def test_status_counts_what_waits(self):
        self.assertEqual(self.shown("status")["proposals_waiting"], 0)
        proposal = self.proposed("nobody", *self.adjust())
        self.assertEqual(self.shown("status")["proposals_waiting"], 1)
        self.approved("sync", proposal)
        self.assertEqual(self.shown("status")["proposals_waiting"], 0)


class Doubt(Proposing):
    """An operator's word about a lost answer."""

    def lose(self, path, call):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": "before_effect", "mode": "reset", "method": "POST", "path": path,
            "count": 1})
        answer = call()
        self.assertEqual((answer.status, answer.code), (502, "outcome_unknown"))
        return answer.json["error"]["details"]["intent_id"]

    def resolve(self, intent, *outcome):
        return ["intent", "resolve", intent, "--outcome", *outcome, "--reason", "seen there"]

    def test_one_operator_alone_does_not_free_and_spend(self):
        """The story: an unknown withdrawal without effect, and the next one of the same funds approved by one person."""
        self.fund(self.left)
        self.world.cli("withdrawal", "limit", "left", CURRENCY, "--approval-above", "110")
        intent = self.lose("/withdrawal/", lambda: self.withdraw(self.left, 100, key="first"))
        proposal = self.proposed("nobody", *self.resolve(intent, "no-effect"))
        self.assertIn(f"100 {CURRENCY}: unknown -> no effect, its funds are free", proposal["summary"])
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"))
        self.approved("sync", proposal)
        self.assertEqual(self.balance(self.left), ("122.21550000", "0.00000000"))
        asked = self.withdraw(self.left, 120, key="next")
        self.assertEqual((asked.status, asked.code), (409, "approval_required"))
        approval = asked.json["error"]["details"]["approval_id"]
        self.refused(77, "nobody has moved money", self.as_user("nobody", "withdrawal", "approve", approval))
        self.assertEqual(self.withdraw(self.left, 120, key="next").status, 409)
        self.assertEqual(len(self.world.effects("withdrawal_created")), 0)
        done = self.as_user("sync", "withdrawal", "approve", approval)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.withdraw(self.left, 120, key="next").status, 201)
        self.check()

    def test_many_doubts_are_one_proposal(self):
        self.fund(self.left)
        for key, amount in (("a", 10), ("b", 20)):
            self.lose("/withdrawal/", lambda: self.withdraw(self.left, amount, key=key))
        every = ["intent", "resolve", "--outcome", "no-effect", "--tenant", "left", "--confirm", "2", "--reason", "gone"]
        proposal = self.proposed("nobody", *every)
        self.assertIn("2 intents (withdrawals: 2, payments: 0)", proposal["summary"])
        self.assertIn(f"30 {CURRENCY} of these withdrawals: held -> free", proposal["summary"])
        for again in (every, [*every, "--older-than", "0s"]):
            self.refused(3, proposal["id"], self.as_user("nobody", *again))
        self.assertEqual(len(self.shown("proposal", "list")["proposals"]), 1)
        self.assertEqual(self.balance(self.left), ("92.21550000", "30.00000000"))
        self.world.cli("withdrawal", "limit", "left", CURRENCY, "--approval-above", "50")
        approval = self.withdraw(self.left, 60, key="next").json["error"]["details"]["approval_id"]
        self.refused(77, "nobody has moved money", self.as_user("nobody", "withdrawal", "approve", approval))
        self.assertEqual(self.decide("sync", "approve", proposal).returncode, 0)
        self.assertEqual(self.shown("proposal", "show", proposal["id"])["intents"],
                         {"waiting": 0, "resolved": 2, "left_count": 0, "left": []})
        self.assertEqual(self.balance(self.left), ("62.21550000", "60.00000000"))
        self.check()

    def test_while_it_waits_its_proposer_approves_nothing_of_these_funds(self):
        self.fund(self.left)
        self.world.cli("withdrawal", "limit", "left", CURRENCY, "--approval-above", "10")
        proposal = self.proposed("nobody", *self.adjust())
        asked = self.withdraw(self.left, 100, key="k")
        approval = asked.json["error"]["details"]["approval_id"]
        self.refused(77, "nobody has moved money", self.as_user("nobody", "withdrawal", "approve", approval))
        self.assertEqual(self.decide("sync", "reject", proposal).returncode, 0)

    def test_a_payment_without_effect_and_one_with_somebody_elses_object(self):
        first = self.lose("/payments/", lambda: self.left.pay(key="a"))
        free = self.proposed("nobody", *self.resolve(first, "no-effect"))
        self.assertEqual(self.left.pay(key="a").status, 409)
        self.approved("sync", free)
        self.assertEqual(self.left.pay(key="a").status, 201)
        second = self.lose("/payments/", lambda: self.left.pay(key="b"))
        credit = self.proposed("nobody", *self.resolve(second, "effect", "--upstream-id", "an-object-of-the-platform"))
        self.assertIn("which credits the tenant", credit["summary"])
        self.assertEqual(self.shown("intent", "show", second)["intent"]["state"], "unknown")

    def test_a_doubt_waits_in_one_proposal_and_ends_once(self):
        intent = self.lose("/payments/", lambda: self.left.pay(key="a"))
        effect = self.resolve(intent, "effect", "--upstream-id", "an-object")
        first = self.proposed("nobody", *self.resolve(intent, "no-effect"))
        self.refused(3, first["id"], self.as_user("nobody", *effect, "--json"))
        self.approved("sync", first)
        self.refused(3, "not unknown", self.as_user("nobody", *effect, "--json"))


if __name__ == "__main__":
    unittest.main()
