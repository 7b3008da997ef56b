"""Withdrawals whose webhooks were lost: the upstream is asked when their tenant asks, now and then."""

import time

from harness import eventually
from pooled import PooledTenants

ADDRESS = "THOLDabc123"


class LostWebhooks(PooledTenants):
    world_options = {"settings": "mirror: {withdrawal_refresh_age: 1s}\n"}

    def setUp(self):
        super().setUp()
        self.fund(self.left)
        self.created = self.withdraw(self.left, 100, ADDRESS, custom_id="mine")
        self.id = self.created.json["withdrawal_id"]
        self.world.control("POST", "/faults", {"kind": "webhook_lose", "event": "withdrawal_status_update"})

    def shown(self):
        return self.left.call("GET", f"/withdrawal/{self.id}/")

    def listed(self):
        return self.left.call("GET", "/withdrawal/").json["results"][0]["status"]

    def asked(self):
        requests = self.world.control("GET", "/counters")["requests"]
        return requests.get("POST /withdrawal/status/", 0) + requests.get("GET /withdrawal/{id}/", 0)

    def test_the_upstreams_word_is_shown_listed_and_booked(self):
        self.settle(self.created, "completed")
        self.assertEqual((self.listed(), self.balance(self.left)), ("pending", ("22.21550000", "100.00000000")))
        foreign = self.right.call("GET", f"/withdrawal/{self.id}/")
        self.assertEqual((foreign.status, self.asked()), (404, 0), "nobody else's question is passed on")
        done = eventually("it is completed", lambda: next(
            (answer for answer in [self.shown()] if answer.json["status"] == "completed"), None))
        self.assertEqual((done.json["custom_id"], done.json["callback_url"]), ("mine", None))
        self.assertIn("transaction_hash", done.json)
        self.assertEqual((self.listed(), self.balance(self.left)), ("completed", ("22.21550000", "0.00000000")))
        asked = self.asked()
        time.sleep(1.5)
        same = self.left.call("POST", "/withdrawal/status/", {"withdrawal_id": self.id})
        self.assertEqual((same.body, self.asked()), (done.body, asked), "what is final is not asked about")
        self.check()

    def test_one_question_in_a_while(self):
        began = time.monotonic()
        while time.monotonic() - began < 2.5:
            self.assertEqual(self.shown().json["status"], "pending")
            time.sleep(0.05)
        self.assertIn(self.asked(), range(1, int(time.monotonic() - began) + 2))

    def test_without_an_answer_the_mirror_tells(self):
        self.settle(self.created, "processing")
        faults = [
            {"kind": "status", "status": 500}, {"kind": "status", "status": 404},
            {"kind": "disconnect", "phase": "before_effect", "mode": "reset"}]
        for fault in faults:
            path = {"path": "/withdrawal/status/"} if fault.get("status") != 404 else {}
            self.world.control("POST", "/faults", {**fault, **path})
            before = self.asked()
            answer = eventually("the upstream was asked", lambda: next(
                (answer for answer in [self.shown()] if self.asked() > before), None))
            self.assertEqual((answer.status, answer.json["status"], answer.json["custom_id"]), (200, "pending", "mine"))
            self.world.control("DELETE", "/faults")
        eventually("it answers again", lambda: self.shown().json["status"] == "processing")


class SweptWebhooks(PooledTenants):
    """Nobody asks: the gateway does by itself."""

    world_options = {
        "settings": "sweeper: {payment_schedule: [1s, 1s], withdrawal_schedule: [1s, 2s], requests_per_minute: 600,"
        " late_payment_schedule: [1s, 1s, 2s, 3s, 5s]}\n"}

    def lose(self, event):
        self.world.control("POST", "/faults", {"kind": "webhook_lose", "event": event})

    def listed(self, path):
        return [row["status"] for row in self.left.call("GET", path).json["results"]]

    def requests(self):
        return self.world.control("GET", "/counters")["requests"]

    def test_a_withdrawal_that_nothing_is_heard_of_is_asked_about_until_it_is_final(self):
        self.fund(self.left)
        self.lose("withdrawal_status_update")
        created = self.withdraw(self.left, 100, "THOLDabc123")
        self.settle(created, "processing")
        eventually("the list knows", lambda: self.listed("/withdrawal/") == ["processing"])
        self.assertEqual(self.balance(self.left), ("22.21550000", "100.00000000"), "still on its way")
        self.settle(created, "completed")
        self.awaits(self.left, "22.21550000", "0.00000000")
        self.assertEqual(self.listed("/withdrawal/"), ["completed"])
        asked = self.requests()["POST /withdrawal/status/"]
        time.sleep(4)
        self.assertEqual(self.requests()["POST /withdrawal/status/"], asked, "what is final is not asked about")
        for result in ("sweep: processing", "sweep: completed"):
            eventually("it is audited", lambda: result in self.world.cli("audit", "tail", "--count", "1000").stdout)
        self.check()

    def test_many_are_found_by_few_questions(self):
        self.fund(self.left)
        self.lose("withdrawal_status_update")
        self.world.control("DELETE", "/counters")
        for _ in range(12):
            self.settle(self.withdraw(self.left, 10, "THOLDabc123"), "failed")
        self.awaits(self.left, "122.21550000", "0.00000000")
        self.assertEqual(self.listed("/withdrawal/?limit=100"), ["failed"] * 12)
        requests = self.requests()
        asked = requests.get("GET /withdrawal/", 0) + requests.get("POST /withdrawal/status/", 0)
        self.assertLess(asked, 12, requests)
        self.check()

    def test_a_restart_forgets_nothing(self):
        self.fund(self.left)
        self.lose("withdrawal_status_update")
        created = self.withdraw(self.left, 100, "THOLDabc123")
        self.world.kill_gateway()
        self.settle(created, "failed")
        self.world.start_gateway()
        self.awaits(self.left, "122.21550000", "0.00000000")
        self.check()

    def test_a_payment_is_asked_about_when_it_should_have_ended(self):
        self.lose("payment_status_update")
        created = self.left.pay(100, expiry_minutes=1, order_id="lost")
        payment = created.json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "100"})
        self.assertIsNone(self.balance(self.left))
        self.assertEqual(self.requests().get("POST /payments/status/", 0), 0)
        eventually("it is credited", lambda: self.balance(self.left) == ("99.00000000", "0.00000000"), seconds=180)
        self.assertEqual(self.listed("/payments/?order_id=lost"), ["completed"])
        self.assertEqual(self.right.call("GET", "/payments/").json["count"], 0)
        self.check()

    def test_a_late_payment_is_found_after_it_expired(self):
        payment = self.left.pay(100, order_id="late").json["transaction_id"]
        self.world.control("POST", f"/payments/{payment}", {"status": "expired"})
        eventually("it has expired", lambda: self.listed("/payments/?order_id=late") == ["expired"])
        self.lose("payment_status_update")
        self.world.control("POST", f"/payments/{payment}", {"status": "completed", "total_paid": "100"})
        eventually("it is credited", lambda: self.balance(self.left) == ("99.00000000", "0.00000000"))
        self.assertEqual(self.listed("/payments/?order_id=late"), ["completed"])
        self.check()

    def test_a_wrong_schedule_is_refused_with_its_line(self):
        for text, problem in [
            ("payment_schedule: []", "must have at least one item"), ("requests_per_minute: 0", "1…6000"),
            ("withdrawal_schedule: [0s]", "a duration of"), ("late_payment_schedule: []", "must have at least one item"),
            ("late_payment_schedule: [7d, 7d, 7d, 7d, 3d]", "must end within 30 days"),
        ]:
            self.world.configure(settings=f"sweeper: {{{text}}}")
            refused = self.world.cli("config", "check", check=False)
            self.assertEqual(refused.returncode, 78, refused.stdout)
            self.assertIn(problem, refused.stderr)
