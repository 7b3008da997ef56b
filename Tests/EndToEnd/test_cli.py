"""The operator's commands against a running gateway."""

import json
import unittest

from harness import Receiver, World, call, eventually


class CommandLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.tenant = cls.world.add_tenant("shop", "main", "pooled")

    def json(self, *arguments):
        return json.loads(self.world.cli(*arguments, "--json").stdout)

    def refused(self, status, *arguments, word=""):
        done = self.world.cli(*arguments, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(word, done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)

    def test_mistakes_have_one_line_and_a_status(self):
        self.refused(2, "tenant", "show", "nobody", word="nobody")
        self.refused(3, "tenant", "create", "shop", "--account", "main", "--binding", "pooled", word="shop")
        self.refused(3, "tenant", "create", "alone", "--account", "main", "--binding", "dedicated")
        self.refused(2, "tenant", "create", "lost", "--account", "none", word="none")
        self.refused(2, "intent", "show", "01ARZ3NDEKTSV4RRFFQ69G5FAV", word="01ARZ3NDEKTSV4RRFFQ69G5FAV")
        self.refused(2, "intent", "show", "nonsense", word="nonsense")
        self.refused(64, "intent", "list", "--state", "lost", word="in_flight")
        self.refused(2, "account", "set", "none", "--lists-by-reference", "off", word="none")
        self.refused(2, "tenant", "withdrawal-key", "nobody", "required", word="nobody")

    def test_many_tenants_at_once(self):
        def imported(names):
            return self.world.cli(
                "tenant", "import", "--account", "main", "--key-scopes", "read", stdin="\n".join(names), check=False)

        made = [json.loads(line) for line in imported(["one", "", "two"]).stdout.splitlines()]
        self.assertEqual([tenant["name"] for tenant in made], ["one", "two"])
        for tenant in made:
            self.assertEqual(call(self.world.port, "GET", "/currencies/", token=tenant["api_key"]).status, 200)
            form = {"grant_type": "client_credentials", "client_id": tenant["client_id"],
                    "client_secret": tenant["client_secret"]}
            self.assertEqual(call(self.world.port, "POST", "/o/token/", form=form).status, 200)
        refused = imported(["three", "two"])
        self.assertEqual((refused.returncode, refused.stdout), (3, ""))
        self.refused(2, "tenant", "show", "three", word="three")

    def test_limits_hold_at_once(self):
        tenant = self.world.add_tenant("limited", "main", "pooled")
        self.world.cli("limit", "set", "limited", "read", "--quota", "2", "--window", "1h", "--burst", "2")
        answers = [tenant.call("GET", "/currencies/") for _ in range(3)]
        self.assertEqual([answer.status for answer in answers], [200, 200, 429])
        self.assertEqual(answers[2].code, "rate_limit_exceeded")
        self.assertGreater(int(answers[2].fields["retry-after"]), 0)
        self.assertEqual(answers[0].fields["ratelimit-policy"], '"read";q=2;w=3600')
        self.assertEqual(answers[0].fields["ratelimit"].split(";")[:2], ['"read"', "r=1"])
        self.assertEqual(self.tenant.call("GET", "/currencies/").status, 200)

    def test_rotating_without_overlap_ends_the_old_one_and_its_tokens(self):
        tenant = self.world.add_tenant("rotated", "main", "pooled")
        fresh = next(
            value for value in self.json(
                "tenant", "rotate-secret", "rotated", "--overlap", "0", "--revoke-tokens").values()
            if isinstance(value, str) and value.startswith("fgs_"))
        self.assertEqual(tenant.call("GET", "/currencies/").status, 401)
        self.assertEqual(tenant.fetch_token().status, 401)
        tenant.client_secret = fresh
        self.assertEqual(tenant.fetch_token().status, 200)

    def test_endpoints_that_can_never_receive_are_refused(self):
        self.refused(
            64, "endpoint", "add", "shop", "https://10.1.2.3/hook",
            word="webhooks are not sent to 10.1.2.3: private (RFC 1918); webhooks.allowed_networks can allow it")
        self.refused(64, "endpoint", "add", "shop", "https://shop.invalid/hook", word="no name server knows shop.invalid")
        refused = self.tenant.pay(callback_url="https://[fe80::1]/hook")
        self.assertEqual((refused.status, refused.code), (400, "invalid_request"))
        self.assertIn("webhooks are not sent to fe80::1: link-local (RFC 4291)", refused.body.decode())

    def test_endpoints_receive_until_removed(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        tenant = self.world.add_tenant("listening", "main", "pooled")
        receiver.secret = tenant.webhook_secret
        self.world.cli("endpoint", "add", "listening", receiver.url)
        tenant.pay()
        eventually("both webhooks", lambda: receiver.statuses() == ["confirming", "completed"])
        endpoint = self.json("endpoint", "list", "listening")["endpoints"][0]["id"]
        self.world.cli("endpoint", "remove", "listening", endpoint)
        self.assertEqual(self.json("endpoint", "list", "listening")["endpoints"], [])

    def test_a_delivery_can_be_sent_again(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.tenant.webhook_secret
        self.tenant.pay(callback_url=receiver.url)
        eventually("both webhooks", lambda: len(receiver.messages) == 2)

        def delivered():
            rows = self.json("webhook", "list", "--tenant", "shop", "--status", "delivered")["deliveries"]
            return rows if len(rows) == 2 else None

        delivery = eventually("both are recorded", delivered)[0]["id"]
        self.world.cli("webhook", "show", delivery)
        self.world.cli("webhook", "retry", delivery, "--reason", "the shop asked")
        eventually("a third", lambda: len(receiver.messages) == 3)
        self.assertIn(receiver.messages[2][1:], [message[1:] for message in receiver.messages[:2]])

    def test_every_action_is_audited_and_no_secret_is(self):
        created = self.world.add_tenant("audited", "main", "pooled")
        self.world.cli("tenant", "suspend", "audited", "--reason", "late fees")

        def lines():
            text = self.world.cli("audit", "tail", "--count", "100000").stdout
            return text if "late fees" in text else None

        text = eventually("the action is on the log", lines)
        for secret in (created.client_secret, created.webhook_secret, created.token, "sim-secret"):
            self.assertNotIn(secret, text)
        self.assertIn("hold together", self.world.cli("audit", "verify").stdout)

    def test_a_disabled_account_makes_no_calls(self):
        self.world.add_account("off")
        tenant = self.world.add_tenant("cut", "off", "pooled")
        self.world.cli("account", "set", "off", "--disabled")
        answer = tenant.call("GET", "/currencies/")
        self.assertEqual((answer.status, answer.code), (503, "service_unavailable"))

    def test_status(self):
        status = self.json("status")
        self.assertTrue(status["audit_healthy"])
        self.assertEqual(call(self.world.port, "GET", "/status/").json["gateway"], "ok")


if __name__ == "__main__":
    unittest.main()
