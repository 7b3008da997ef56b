"""The guide's story, and what must not happen, through real processes."""

import json
import unittest

from harness import Receiver, World, call, eventually


class Story(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("own")
        cls.world.add_account("shared")
        cls.tenant = cls.world.add_tenant("shop", "own")
        cls.pooled = [cls.world.add_tenant(name, "shared", "pooled") for name in ("left", "right")]

    def setUp(self):
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.receiver.secret = self.tenant.webhook_secret

    def lifecycle(self, amount, statuses):
        created = self.tenant.pay(amount, callback_url=self.receiver.url, order_id="order-1")
        self.assertEqual(created.status, 201)
        eventually(f"{statuses}, came {self.receiver.statuses()}", lambda: self.receiver.statuses() == statuses)
        self.assertTrue(all(genuine for genuine, _, _ in self.receiver.messages))
        status = self.tenant.call(
            "POST", "/payments/status/", {"transaction_id": created.json["transaction_id"]}).json
        self.assertEqual(status["order_id"], "order-1")
        self.assertEqual(status["callback_url"], self.receiver.url)
        self.assertEqual(status["status"], statuses[-1])

    def test_instant_success(self):
        self.lifecycle(123.45, ["confirming", "completed"])

    def test_late_success(self):
        self.lifecycle(234.56, ["confirming", "completed"])

    def test_partial_payment(self):
        self.lifecycle(345.67, ["confirming", "partially_paid"])

    def test_overpayment(self):
        self.lifecycle(456.78, ["confirming", "completed"])

    def test_expiry(self):
        self.lifecycle(567.89, ["expired"])

    def test_failure(self):
        self.lifecycle(678.90, ["failed"])

    def test_withdrawal(self):
        created = self.tenant.call("POST", "/withdrawal/", {
            "amount": 10, "currency": "USDTTRC20", "address": "TXYZabc123", "callback_url": self.receiver.url})
        self.assertEqual(created.status, 201)
        eventually("both webhooks", lambda: self.receiver.statuses() == ["processing", "completed"])

    def test_a_key_has_one_effect(self):
        before = len(self.world.effects("payment_created"))
        first = self.tenant.pay(key="one-effect")
        again = self.tenant.pay(key='"one-effect"')
        self.assertEqual((again.status, again.body), (first.status, first.body))
        self.assertEqual(again.fields["idempotent-replayed"], "true")
        self.assertEqual(self.tenant.pay(99, key="one-effect").status, 422)
        self.assertEqual(len(self.world.effects("payment_created")), before + 1)

    def test_keys_of_tenants_do_not_collide(self):
        ids = {tenant.pay(key="common").json["transaction_id"] for tenant in self.pooled}
        self.assertEqual(len(ids), 2)

    def test_a_lost_answer_is_unknown_and_never_sent_again(self):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": "after_effect", "mode": "reset", "method": "POST", "path": "/payments/",
            "count": 1})
        # The upstream's list would end the doubt.
        self.world.control("POST", "/faults", {"kind": "status", "status": 503, "method": "GET", "path": "/payments/"})
        self.addCleanup(self.world.control, "DELETE", "/faults")
        before = len(self.world.effects("payment_created"))
        first = self.tenant.pay(55, key="lost")
        self.assertEqual((first.status, first.code), (502, "outcome_unknown"))
        second = self.tenant.pay(55, key="lost")
        self.assertEqual((second.status, second.code), (409, "outcome_unknown"))
        self.assertEqual(len(self.world.effects("payment_created")), before + 1)

    def test_a_foreign_object_does_not_exist(self):
        left, right = self.pooled
        foreign = {"transaction_id": left.pay().json["transaction_id"]}
        none = {"transaction_id": "00000000-0000-4000-8000-000000000000"}
        seen, unseen = (right.call("POST", "/payments/status/", body) for body in (foreign, none))
        self.assertEqual((seen.status, seen.body), (unseen.status, unseen.body))
        self.assertEqual(seen.status, 404)
        self.assertEqual(left.call("POST", "/payments/status/", foreign).status, 200)

    def test_private_routes_are_never_forwarded(self):
        for path in ["/user/me/", "/o/apps/", "/wallets/", "/custody/", "/manage/", "/payments/x/../../user/me/"]:
            answer = self.tenant.call("GET", path)
            self.assertIn(answer.status, (400, 404), path)
            self.assertNotIn(b"UPSTREAM-PRIVATE", answer.body)

    def test_bad_input_is_refused_in_the_upstreams_shape(self):
        good = {"amount": 100, "currency": "USDTTRC20", "price_currency": "USD"}
        before = len(self.world.effects("payment_created"))
        for body, status, code in [
            (b"{", 400, "invalid_request"),
            (b"[]", 400, "invalid_request"),
            (b'{"amount":1,"amount":2}', 400, "invalid_request"),
            (b"x" * 70000, 413, "invalid_request"),
            ({**good, "callback_url": "ftp://x"}, 400, "invalid_request"),
            ({**good, "callback_url": 7}, 400, "invalid_request"),
            ({**good, "order_id": "x" * 101}, 400, "invalid_request"),
            ({**good, "currency": "NOPE"}, 400, "invalid_currency"),
            ({**good, "amount": 0.01}, 422, "invalid_amount"),
            ({"currency": "USDTTRC20"}, 400, "missing_required_fields"),
        ]:
            answer = self.tenant.call("POST", "/payments/", body)
            self.assertEqual((answer.status, answer.code), (status, code), body[:40] if isinstance(body, bytes) else body)
        self.assertEqual(len(self.world.effects("payment_created")), before)

    def test_tokens(self):
        port = self.world.port
        self.assertEqual(call(port, "GET", "/currencies/", token="nonsense").code, "authentication_failed")
        self.assertEqual(call(port, "GET", "/currencies/").status, 401)
        refused = call(port, "POST", "/o/token/", form={
            "grant_type": "client_credentials", "client_id": self.tenant.client_id, "client_secret": "wrong"})
        self.assertEqual((refused.status, refused.json["error"]), (401, "invalid_client"))
        self.assertEqual(self.tenant.fetch_token().fields["cache-control"], "no-store")

    def test_an_api_key_works_until_revoked(self):
        key = json.loads(self.world.cli("key", "create", "shop", "--json").stdout)
        secret = next(value for value in key.values() if isinstance(value, str) and value.startswith("fg_live_"))
        port = self.world.port
        self.assertEqual(call(port, "GET", "/currencies/", token=secret).status, 200)
        self.world.cli("key", "revoke", "shop", key["key"]["id"])
        self.assertEqual(call(port, "GET", "/currencies/", token=secret).status, 401)

    def test_a_suspended_tenant_is_refused(self):
        other = self.world.add_tenant("paused", "shared", "pooled")
        self.world.cli("tenant", "suspend", "paused")
        self.assertEqual(other.call("GET", "/currencies/").status, 403)
        self.world.cli("tenant", "resume", "paused")
        self.assertEqual(other.call("GET", "/currencies/").status, 200)

    def test_a_forged_webhook_is_refused(self):
        self.assertEqual(self.tenant.pay(amount=1000, key="forged").status, 201)
        url = self.world.effects("payment_created")[-1]["callback_url"]
        path = "/hooks/" + url.split("/hooks/")[1]
        made_up = path.rsplit("/", 1)[0] + "/" + "0" * 48
        for hook, status in ((path, 401), (made_up, 404)):
            answer = call(
                self.world.port, "POST", hook, {"status": "completed"}, fields={"X-Webhook-Signature": "0" * 64})
            self.assertEqual(answer.status, status)


if __name__ == "__main__":
    unittest.main()
