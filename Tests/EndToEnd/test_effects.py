"""Exactly one effect: keys, custom_ids, lost answers and what ends the doubt about them."""

import json
import threading
import unittest

from harness import World, eventually

WITHDRAWAL = {"amount": 10, "currency": "USDTTRC20", "address": "THOLDabc123"}


class Keys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_credential("main")
        cls.tenant = cls.world.add_tenant("shop", "main")

    def created(self, kind="payment_created"):
        return len(self.world.effects(kind))

    def test_a_malformed_key_is_refused_before_any_effect(self):
        before = self.created()
        for key in ("a b", '"open', 'a"b', '"a";p=1', "x" * 256, "\u00e9".encode().decode("latin-1")):
            answer = self.tenant.pay(key=key)
            self.assertEqual((answer.status, answer.code), (400, "invalid_request"), key)
        self.assertEqual(self.created(), before)

    def test_two_equal_keys_at_once_have_one_effect(self):
        self.world.control("POST", "/faults", {
            "kind": "latency", "milliseconds": 500, "method": "POST", "path": "/payments/", "count": 1})
        before = self.created()
        answers = []
        clients = [
            threading.Thread(target=lambda: answers.append(self.tenant.pay(key="at-once")))
            for _ in range(4)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        statuses = sorted(answer.status for answer in answers)
        self.assertEqual(statuses, [201, 409, 409, 409])
        for answer in answers:
            if answer.status == 409:
                self.assertEqual(answer.code, "idempotency_key_in_use")
                self.assertGreater(int(answer.fields["retry-after"]), 0)
        self.assertEqual(self.created(), before + 1)
        first = next(answer for answer in answers if answer.status == 201)
        replay = self.tenant.pay(key="at-once")
        self.assertEqual((replay.body, replay.fields["idempotent-replayed"]), (first.body, "true"))

    def test_equal_meanings_are_one_request(self):
        def pay(amount):
            body = f'{{"amount":{amount},"currency":"USDTTRC20","price_currency":"USD"}}'.encode()
            return self.tenant.call("POST", "/payments/", body, key="meaning")

        first = pay("100.00")
        self.assertEqual(first.status, 201)
        for same in ("100.0", "1e2", "100"):
            self.assertEqual(pay(same).body, first.body)
        for other in ('"100.00"', "100.01"):
            self.assertEqual((pay(other).status, pay(other).code), (422, "idempotency_key_reused"))

    def test_a_refusal_is_replayed_and_a_limit_is_not(self):
        refused = self.tenant.pay(0.01, key="refused")
        again = self.tenant.pay(0.01, key="refused")
        self.assertEqual((refused.status, again.body), (422, refused.body))
        self.assertEqual(again.fields["idempotent-replayed"], "true")
        self.world.control("POST", "/faults", {
            "kind": "rate_limit", "retry_after": 7, "method": "POST", "path": "/payments/", "count": 1})
        limited = self.tenant.pay(key="limited")
        self.assertEqual((limited.status, limited.fields["retry-after"]), (429, "7"))
        self.assertEqual(self.tenant.pay(key="limited").status, 201)

    def test_a_custom_id_has_one_withdrawal(self):
        before = self.created("withdrawal_created")
        first = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-1"})
        self.assertEqual(first.status, 201)
        for key in (None, "fresh"):
            again = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-1"}, key=key)
            self.assertEqual((again.status, again.code), (409, "custom_id_taken"))
        self.assertEqual(self.created("withdrawal_created"), before + 1)
        # What was refused had no effect, so that its custom_id is free.
        refused = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "amount": 9e9, "custom_id": "salary-2"})
        self.assertGreaterEqual(refused.status, 400)
        second = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-2"})
        self.assertEqual(second.status, 201)

    def test_a_key_can_be_required_of_withdrawals(self):
        self.world.add_credential("strict")
        tenant = self.world.add_tenant("strict", "strict")
        summary = json.loads(self.world.cli("tenant", "withdrawal-key", "strict", "required", "--json").stdout)
        self.assertTrue(summary["requires_withdrawal_key"])
        before = self.created("withdrawal_created")
        refused = tenant.call("POST", "/withdrawal/", WITHDRAWAL)
        self.assertEqual((refused.status, refused.code), (400, "missing_required_fields"))
        self.assertIn("Idempotency-Key", refused.json["error"]["details"])
        self.assertEqual(self.created("withdrawal_created"), before)
        self.assertEqual(tenant.call("POST", "/withdrawal/", WITHDRAWAL, key="given").status, 201)
        self.assertEqual(tenant.pay().status, 201)
        self.world.cli("tenant", "withdrawal-key", "strict", "optional")
        self.assertEqual(tenant.call("POST", "/withdrawal/", WITHDRAWAL).status, 201)

        def audited():
            text = self.world.cli("audit", "tail", "--count", "100000").stdout
            return "tenant withdrawal-key" in text and '"required"' in text

        eventually("the change is on the audit log", audited)


if __name__ == "__main__":
    unittest.main()
