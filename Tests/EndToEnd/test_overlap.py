"""What an operator changes while a tenant is in business: neither side must change in the same second."""

import base64
import hashlib
import hmac
import json
import time
import unittest

from harness import Receiver, World, call, eventually


class Overlap(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.add_account("main")
        self.tenant = self.world.add_tenant("shop", "main")

    def rotate(self, *arguments):
        return json.loads(self.world.cli("tenant", "rotate-secret", "shop", "--json", *arguments).stdout)

    def token_status(self, secret):
        self.tenant.client_secret = secret
        return self.tenant.fetch_token().status

    def test_both_client_secrets_and_earlier_tokens_are_valid_meanwhile(self):
        old = self.tenant.client_secret
        rotated = self.rotate()
        self.assertEqual(self.token_status(old), 200)
        self.assertEqual(self.token_status(rotated["secret"]), 200)
        self.assertEqual(self.tenant.call("GET", "/currencies/").status, 200)
        self.assertFalse(rotated["tokens_revoked"])
        shown = self.world.cli("tenant", "show", "shop").stdout
        self.assertIn("Earlier secrets", shown)
        self.assertIn(rotated["earlier_valid_until"][:10], shown)

        newest = self.rotate("--overlap", "0", "--revoke-tokens")
        self.assertIsNone(newest.get("earlier_valid_until"))
        for gone in (old, rotated["secret"]):
            self.assertEqual(self.token_status(gone), 401)
        self.assertEqual(self.token_status(newest["secret"]), 200)
        self.assertEqual(self.tenant.call("GET", "/currencies/").status, 401)

    def test_an_overlap_ends(self):
        old = self.tenant.client_secret
        self.rotate("--overlap", "2s")
        self.assertEqual(self.token_status(old), 200)
        eventually("the earlier one is refused", lambda: self.token_status(old) == 401)

    def test_what_makes_no_sense_is_refused(self):
        for arguments, status in (
                (["--overlap", "31d"], 64), (["--overlap", "soon"], 64), (["--switch"], 64),
                (["--webhook", "--revoke-tokens"], 64), (["--webhook", "--switch"], 3)):
            refused = self.world.cli("tenant", "rotate-secret", "shop", *arguments, check=False)
            self.assertEqual(refused.returncode, status, (arguments, refused.stderr))

    def standard(self, secret, message):
        fields, body = message
        key = base64.b64decode(secret.removeprefix("whsec_"))
        text = f"{fields['webhook-id']}.{fields['webhook-timestamp']}.".encode() + body
        signature = "v1," + base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
        return signature in fields["webhook-signature"].split()

    def callback(self, secret, message):
        fields, body = message
        return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest() == fields["X-Webhook-Signature"]

    def deliver(self):
        """The fields and body of the first webhook of a fresh payment."""
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = "of no importance"
        seen = []
        handler = receiver.server.RequestHandlerClass
        original = handler.do_POST

        def keep(request):
            original(request)
            seen.append((dict(request.headers), receiver.messages[-1][2]))

        handler.do_POST = keep
        self.tenant.pay(123.45, callback_url=receiver.url)
        return eventually("a webhook", lambda: seen)[0]

    def test_webhooks_carry_both_signatures_until_the_overlap_ends_or_somebody_switches(self):
        old = self.tenant.webhook_secret
        new = self.rotate("--webhook")["secret"]
        message = self.deliver()
        self.assertTrue(self.standard(old, message) and self.standard(new, message))
        # A receiver made after the guide, that has not changed over.
        self.assertTrue(self.callback(old, message))
        self.world.cli("tenant", "rotate-secret", "shop", "--webhook", "--switch")
        message = self.deliver()
        self.assertTrue(self.standard(old, message) and self.standard(new, message))
        self.assertTrue(self.callback(new, message))

    def key(self, *arguments):
        return json.loads(self.world.cli("key", "create", "shop", "--json", *arguments).stdout)

    def get(self, key):
        return call(self.world.port, "GET", "/currencies/", token=key["secret"]).status

    def test_keys_have_names_ends_and_networks(self):
        named = self.key("--name", "the shop's plug-in", "--network", "127.0.0.0/8", "--network", "2001:db8::/32")
        self.assertEqual(self.get(named), 200)
        elsewhere = self.key("--network", "192.0.2.0/24")
        self.assertEqual(self.get(elsewhere), 403)
        self.assertIn("from outside its networks", self.world.log())
        for arguments in (["--network", "10.0.0.1/8"], ["--expires", "1s"], ["--name", "x" * 65]):
            refused = self.world.cli("key", "create", "shop", *arguments, check=False)
            self.assertEqual(refused.returncode, 64, (arguments, refused.stderr))
        listed = self.world.cli("key", "list", "shop").stdout
        self.assertIn("the shop's plug-in", listed)
        self.assertIn("127.0.0.0/8 2001:db8::/32", listed)

    def test_the_last_use_of_a_key_is_written_without_a_write_for_each(self):
        used, idle = self.key("--name", "used"), self.key("--name", "idle")
        for _ in range(20):
            self.assertEqual(self.get(used), 200)
        # The end of a process writes what was gathered.
        self.assertEqual(self.world.stop_gateway(), 0)
        self.world.start_gateway()
        keys = {key["id"]: key for key in json.loads(self.world.cli("key", "list", "shop", "--json").stdout)["keys"]}
        self.assertIsNotNone(keys[used["key"]["id"]].get("last_used_at"))
        self.assertIsNone(keys[idle["key"]["id"]].get("last_used_at"))

    def test_events_kept_while_suspended_go_out_when_the_tenant_is_resumed(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.tenant.webhook_secret
        payment = self.tenant.pay(1000, callback_url=receiver.url).json["transaction_id"]
        self.world.cli("tenant", "suspend", "shop")
        self.world.control("POST", "/payments/" + payment, {"status": "failed"})

        def held():
            deliveries = json.loads(self.world.cli("webhook", "list", "--json").stdout)["deliveries"]
            return deliveries and deliveries[0].get("last_error") == "the tenant is suspended"

        eventually("the event is held", held)
        self.assertEqual(receiver.messages, [])
        self.world.cli("tenant", "resume", "shop")
        resumed = time.monotonic()
        eventually("it is delivered", lambda: receiver.messages)
        # A second is what is promised; the machine of a test may be busy. Five minutes would be the schedule's.
        self.assertLess(time.monotonic() - resumed, 10)


if __name__ == "__main__":
    unittest.main()
