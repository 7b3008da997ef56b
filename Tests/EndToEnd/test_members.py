"""What of a tenant's body reaches the upstream, and what is refused by its name before anything is done."""

import unittest

from front import Front
from harness import World, call

ADDRESS = "TXYZabc123"
PAYMENT = {"amount": 100, "currency": "USDTTRC20", "price_currency": "USD"}
WITHDRAWAL = {"amount": 10, "currency": "USDTTRC20", "address": ADDRESS}
# Each with the name that the refusal gives.
STRANGE = [
    ({"amount_usd": 1}, "amount_usd"), ({"recipients": [{"address": ADDRESS, "amount": 10}]}, "recipients"),
    ({"wallet": "w-1"}, "wallet"), ({"sub_account": "s-1"}, "sub_account"), ({"account_id": None}, "account_id"),
    ({"metadata": {"account_id": "a-1"}}, "metadata.account_id"), ({"customer": {"id": 7}}, "customer.id"),
    ({"Amount": 5}, "Amount"), ({"currency": {"code": "BTC"}}, "currency"),
]
CALLS = [("/payments/", PAYMENT), ("/withdrawal/", WITHDRAWAL), ("/withdrawal/estimate/", WITHDRAWAL),
         ("/withdrawal/validate-address/", {"currency": "USDTTRC20", "address": ADDRESS})]


class Members(unittest.TestCase):
    def setUp(self):
        self.world = World(settings="upstream: {forwarded_members: [metadata, customer.email]}")
        self.addCleanup(self.world.close)
        self.front = Front(self.world.upstream_port)
        self.addCleanup(self.front.close)
        self.world.add_account("own", self.front.port)
        self.world.add_account("shared", self.front.port)
        self.alone = self.world.add_tenant("alone", "own")
        self.pooled = self.world.add_tenant("pooled", "shared", "pooled")

    def test_what_is_not_understood_is_refused_and_never_sent(self):
        for tenant in (self.alone, self.pooled):
            for path, body in CALLS:
                for strange, name in STRANGE:
                    answer = tenant.call("POST", path, {**body, **strange})
                    self.assertEqual((answer.status, answer.code), (400, "invalid_request"), (path, strange))
                    self.assertEqual(list(answer.json["error"]["details"]), [name], (path, strange))
        for path in ("/payments/?amount_usd=1", "/withdrawal/?wallet=w"):
            for tenant in (self.alone, self.pooled):
                answer = tenant.call("POST", path, PAYMENT)
                name = path.split("?")[1].split("=")[0]
                self.assertEqual((answer.status, list(answer.json["error"]["details"])), (400, [name]))
        form = call(self.world.port, "POST", "/payments/", token=self.pooled.token, form={"amount": 1, "wallet": "w"})
        self.assertEqual((form.status, form.code), (400, "invalid_request"))
        self.assertEqual(self.front.bodies, [])
        self.assertEqual(self.world.effects("payment_created"), [])

    def test_what_is_listed_goes_on_for_a_account_of_ones_own_alone(self):
        listed = {"metadata": {"cart": [1, {"sku": "a"}]}, "customer": {"email": "a@b.example"}}
        answer = self.alone.pay(**listed)
        self.assertEqual(answer.status, 201, answer.body)
        (path, sent), = self.front.bodies
        self.assertEqual(path, "/payments/")
        self.assertEqual({name: sent[name] for name in listed}, listed)
        for name, value in listed.items():
            refused = self.pooled.pay(**{name: value})
            self.assertEqual((refused.status, refused.code), (400, "invalid_request"))
        self.assertEqual(len(self.front.bodies), 1)

    def test_what_the_guide_sends_goes_on_as_it_is(self):
        body = {**PAYMENT, "amount": 123.45, "order_id": "order_12345", "order_description": "Premium subscription payment",
                "is_fixed_rate": True, "is_fee_paid_by_user": False, "expiry_minutes": 30}
        for tenant in (self.alone, self.pooled):
            self.front.bodies.clear()
            self.assertEqual(tenant.call("POST", "/payments/", body).status, 201)
            (_, sent), = self.front.bodies
            self.assertEqual({**sent, "order_id": body["order_id"]}, {**body, "callback_url": sent["callback_url"]})
            for path, asked in CALLS[2:]:
                self.assertEqual(tenant.call("POST", path, asked).status, 200)
                self.assertEqual(self.front.bodies[-1], (path, asked))

    def test_the_list_is_taken_over_by_a_reload_and_judged_by_config_check(self):
        self.assertEqual(self.alone.pay(note="n").status, 400)
        self.world.configure(settings="upstream: {forwarded_members: [note]}")
        self.world.cli("reload")
        self.assertEqual(self.alone.pay(note="n").status, 201)
        self.assertEqual(self.alone.pay(metadata={"a": 1}).status, 400)
        self.world.configure(settings="upstream: {forwarded_members: [metadata.wallet_id]}")
        checked = self.world.cli("config", "check", check=False)
        self.assertNotEqual(checked.returncode, 0)
        self.assertIn("upstream.forwarded_members[0]: must be a member's dotted path", checked.stderr)


if __name__ == "__main__":
    unittest.main()
