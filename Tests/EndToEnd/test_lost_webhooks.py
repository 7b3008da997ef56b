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
