"""Lists: whose, of what, since when; in 120 columns; and no filter that is not understood."""

import http.client
import json
import socket
import unittest

from harness import Receiver, eventually
from pooled import ADDRESS, PooledTenants

WIDTH = 120


class AdminConnection(http.client.HTTPConnection):
    """The admin API, without this project's client."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = str(path)

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class OperatorLists(PooledTenants):
    def setUp(self):
        super().setUp()
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.receiver.secret = self.left.webhook_secret

    def listed(self, *arguments):
        answer = json.loads(self.world.cli(*arguments, "--json").stdout)
        return next(value for value in answer.values() if isinstance(value, list))

    def narrow(self, *arguments, words=()):
        text = self.world.cli(*arguments).stdout
        for line in text.splitlines():
            self.assertLessEqual(len(line), WIDTH, text)
        for word in words:
            self.assertIn(word, text)

    def refused(self, *arguments, word):
        done = self.world.cli(*arguments, check=False)
        self.assertEqual(done.returncode, 64, (arguments, done.stdout, done.stderr))
        self.assertIn(word, done.stderr)

    def test_the_client_ids_of_an_account(self):
        everywhere = self.listed("credential", "list")
        self.assertIn(("shared", "sim-client", "read write"), [
            (row["account"], row["client_id"], row["scope"]) for row in everywhere])
        self.assertEqual(
            self.listed("credential", "list", "--account", "shared"),
            [row for row in everywhere if row["account"] == "shared"])
        self.assertNotIn("sim-secret", json.dumps(everywhere))
        unknown = self.world.cli("credential", "list", "--account", "nowhere", check=False)
        self.assertEqual((unknown.returncode, unknown.stderr), (2, 'fusegate: there is no account "nowhere"\n'))

    def test_writes_by_tenant_object_kind_state_and_time(self):
        payment = self.left.pay(123.45, order_id="o" * 90, callback_url=self.receiver.url).json["transaction_id"]
        self.awaits(self.left, "122.21550000", "0.00000000")
        withdrawal = self.withdraw(self.left, "10.00").json["withdrawal_id"]
        refused = self.left.pay(-1)
        self.assertIn(refused.status, (400, 422))
        self.assertEqual(
            [(row["tenant"], row["state"]) for row in self.listed("intent", "list", "--state", "refused")],
            [("left", "refused")])
        self.assertEqual(self.right.pay(100).status, 201)

        everything = ["intent", "list", "--state", "succeeded"]
        rows = self.listed(*everything)
        self.assertEqual({row["tenant"] for row in rows}, {"left", "right"})
        amounts = {row["upstream_id"]: row["amount"] for row in rows}
        # What was asked for, and not what is left of it behind the upstream's fee.
        self.assertEqual(amounts[withdrawal], "10 USDTTRC20")
        self.assertEqual(amounts[payment], "123.45 USDTTRC20")
        self.narrow(*everything, words=["left", "right", "123.45 USDTTRC20", "TRANSACTION"])
        self.assertEqual([row["upstream_id"] for row in self.listed("intent", "list", "--object", payment)], [payment])
        self.assertEqual([row["upstream_id"] for row in self.listed("intent", "list", "--object", "o" * 90)], [payment])
        self.assertEqual(
            [row["upstream_id"] for row in self.listed(*everything, "--kind", "withdrawal")], [withdrawal])
        self.assertEqual({row["tenant"] for row in self.listed(*everything, "--tenant", "right")}, {"right"})
        self.assertEqual(len(self.listed(*everything, "--since", "1h")), len(rows))
        self.assertEqual(self.listed(*everything, "--until", "1h"), [])
        self.assertEqual(self.listed(*everything, "--since", "2001-01-01", "--until", "2002-01-01T00:00:00Z"), [])
        page = self.world.cli(*everything, "--count", "1").stdout
        before = page.split("--before ")[1].strip()
        self.assertEqual(
            [row["id"] for row in self.listed(*everything, "--before", before)], [row["id"] for row in rows[1:]])

    def test_writes_and_deliveries_by_account(self):
        self.world.add_account("second")
        other = self.world.add_tenant("other", "second")
        here, there = (
            one.pay(50, callback_url=self.receiver.url).json["transaction_id"] for one in (self.left, other))
        writes = lambda *arguments: [
            row["upstream_id"] for row in self.listed("intent", "list", "--state", "succeeded", *arguments)]
        deliveries = lambda *arguments: {row["object_id"] for row in self.listed("webhook", "list", *arguments)}
        self.assertEqual(writes("--account", "second"), [there])
        self.assertEqual(writes("--account", "shared"), [here])
        self.assertEqual(writes("--account", "shared", "--tenant", "other"), [])
        eventually("deliveries of both", lambda: deliveries() == {here, there})
        self.assertEqual(deliveries("--account", "second"), {there})
        self.assertEqual(deliveries("--account", "shared"), {here})
        for verb in ("intent", "webhook"):
            unknown = self.world.cli(verb, "list", "--account", "nobody-knows-it", check=False)
            self.assertEqual((unknown.returncode, unknown.stdout), (2, ""))

    def test_deliveries_by_object_status_and_time(self):
        payment = self.left.pay(123.45, callback_url=self.receiver.url).json["transaction_id"]
        eventually("webhooks", lambda: len(self.receiver.messages) >= 2)
        eventually("delivered", lambda: len(self.listed("webhook", "list", "--status", "delivered")) >= 2)
        self.narrow("webhook", "list", words=["left", "TRANSACTION", "123.45 USDTTRC20"])
        self.assertTrue(self.listed("webhook", "list", "--object", payment, "--since", "1h"))
        self.assertEqual(self.listed("webhook", "list", "--object", payment, "--until", "1h"), [])
        self.assertEqual(self.listed("webhook", "list", "--status", "dead"), [])

    def test_approvals_by_state_time_and_one_in_full(self):
        self.fund(self.left)
        self.world.cli("withdrawal", "limit", "left", "USDTTRC20", "--approval-above", "5")
        address = "T" + "x" * 90
        asked = self.withdraw(self.left, "10.00", address=address, memo="m" * 60)
        self.assertEqual(asked.status, 409, asked.body)
        row = self.listed("withdrawal", "list")[0]
        self.assertEqual((row["tenant"], row["address"]), ("left", address))
        self.narrow("withdrawal", "list", words=["left", "10", "USDTTRC20"])
        # What is decided about is seen whole.
        whole = self.world.cli("withdrawal", "list", "--id", row["id"]).stdout
        for word in (address, "m" * 60, "left"):
            self.assertIn(word, whole)
        self.assertEqual(self.listed("withdrawal", "list", "--until", "1h"), [])
        self.assertEqual(self.listed("withdrawal", "list", "--state", "rejected"), [])
        self.world.cli("withdrawal", "reject", row["id"])
        self.assertEqual(self.listed("withdrawal", "list"), [])
        for state in ("rejected", "all"):
            self.assertEqual([one["id"] for one in self.listed("withdrawal", "list", "--state", state)], [row["id"]])

    def test_the_books_by_object_cause_and_time(self):
        payment = self.fund(self.left)
        self.withdraw(self.left, "10.00")
        entries = ["ledger", "entries", "left"]
        self.narrow(*entries, words=["ACCOUNT", "AMOUNT", "available"])
        self.assertEqual({one["cause"] for one in self.listed(*entries, "--object", payment)}, {"payment"})
        self.assertEqual({one["cause"] for one in self.listed(*entries, "--cause", "hold")}, {"hold"})
        self.assertEqual(self.listed(*entries, "--until", "1h"), [])
        self.assertEqual(self.listed("ledger", "entries", "--tenant", "left"), self.listed(*entries))

    def test_tenants_by_status_account_and_time(self):
        self.world.cli("tenant", "suspend", "--tenant", "right")
        self.assertEqual([one["name"] for one in self.listed("tenant", "list", "--status", "suspended")], ["right"])
        self.assertEqual(len(self.listed("tenant", "list", "--account", "shared", "--since", "1h")), 2)
        self.assertEqual(self.listed("tenant", "list", "--until", "1h"), [])
        self.narrow("tenant", "list", words=["left", "suspended"])
        self.narrow("account", "list", words=["shared"])
        self.narrow("credential", "list", words=["shared", "sim-client"])

    def test_a_tenant_may_be_named_by_option_everywhere(self):
        self.assertEqual(
            self.world.cli("tenant", "show", "--tenant", "left").stdout, self.world.cli("tenant", "show", "left").stdout)
        self.world.cli("endpoint", "add", "https://hooks.example.com/a", "--tenant", "left")
        self.assertEqual(len(self.listed("endpoint", "list", "--tenant=left")), 1)
        self.world.cli("limit", "set", "read", "--quota", "5", "--tenant", "left")
        self.world.cli("withdrawal", "allow", "USDTTRC20", ADDRESS, "--tenant", "left")
        self.assertIn(ADDRESS, self.world.cli("withdrawal", "show", "--tenant", "left").stdout)
        for twice in (["tenant", "show", "left", "--tenant", "right"], ["key", "list", "--tenant"]):
            self.assertEqual(self.world.cli(*twice, check=False).returncode, 64)

    def test_a_filter_that_is_not_understood_is_refused(self):
        for verb in (["intent", "list"], ["webhook", "list"], ["proposal", "list"], ["withdrawal", "list"],
                     ["ledger", "entries", "left"], ["tenant", "list"], ["audit", "tail"]):
            self.refused(*verb, "--since", "yesterday", word="--since")
            self.refused(*verb, "--until", "2026-13-01", word="--until")
            if verb != ["audit", "tail"]:
                self.refused(*verb, "--since", "1h", "--until", "2h", word="before until")
        for verb in ("intent", "proposal", "withdrawal"):
            self.refused(verb, "list", "--state", "lost", word="must be one of")
        self.refused("webhook", "list", "--status", "lost", word="must be one of")
        self.refused("tenant", "list", "--status", "lost", word="must be one of")
        self.refused("intent", "list", "--kind", "refund", word="must be one of")
        self.refused("ledger", "entries", "left", "--cause", "theft", word="must be one of")
        self.refused("audit", "tail", "-f", "--until", "1h", word="--until")
        for verb in (["intent", "list", "--object"], ["webhook", "list", "--object"], ["withdrawal", "list", "--id"],
                     ["intent", "list", "--tenant"]):
            done = self.world.cli(*verb, "nobody-knows-it", check=False)
            self.assertEqual(done.returncode, 2, (verb, done.stdout))

    def test_the_api_refuses_a_filter_that_it_does_not_have(self):
        def get(path):
            connection = AdminConnection(self.world.data / "admin.sock")
            self.addCleanup(connection.close)
            connection.request("GET", "/v1/" + path)
            response = connection.getresponse()
            return response.status, response.read().decode()

        for path in ("intents", "deliveries", "proposals", "approvals", "tenants", "ledger/entries?owner=left"):
            joint = "&" if "?" in path else "?"
            self.assertEqual(get(path)[0], 200, path)
            status, text = get(f"{path}{joint}stat=dead")
            self.assertEqual(status, 400, path)
            self.assertIn("stat", text)
            self.assertEqual(get(f"{path}{joint}since=never")[0], 400)


if __name__ == "__main__":
    unittest.main()
