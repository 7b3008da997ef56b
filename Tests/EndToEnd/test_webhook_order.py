"""What a shop hears of one payment when its endpoint fails: the guide's own handler reopens a paid order when
`confirming` comes after `completed`."""

import http.server
import json
import threading
import unittest

from harness import World, eventually


class Shop:
    """Fails where `fails` says so, and remembers (status, webhook-sequence) of every call."""

    def __init__(self):
        self.calls, self.fails = [], lambda status, number: False
        shop = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                status = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["status"]
                shop.calls.append((status, int(self.headers["webhook-sequence"])))
                self.send_response(500 if shop.fails(status, len(shop.calls)) else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def statuses(self):
        return [status for status, _ in self.calls]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class WebhookOrder(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.world.add_account("main")
        self.tenant = self.world.add_tenant("shop", "main")
        self.shop = Shop()
        self.addCleanup(self.shop.close)

    def deliveries(self, *arguments):
        return json.loads(self.world.cli("webhook", "list", "--json", *arguments).stdout)["deliveries"]

    def test_a_failed_attempt_does_not_turn_the_order_round(self):
        self.shop.fails = lambda status, number: number == 1
        self.tenant.pay(123.45, callback_url=self.shop.url)
        eventually("both are heard", lambda: len(self.deliveries("--status", "delivered")) == 2)
        self.assertEqual(self.shop.statuses(), ["confirming", "confirming", "completed"])
        first, again, last = (sequence for _, sequence in self.shop.calls)
        self.assertEqual(first, again)
        self.assertGreater(last, again)

    def test_what_fails_again_is_superseded_and_an_operator_may_send_it_all_the_same(self):
        self.shop.fails = lambda status, number: status == "confirming"
        self.tenant.pay(123.45, callback_url=self.shop.url)
        completed = eventually("the newest is heard", lambda: self.deliveries("--status", "delivered"))[0]
        superseded = eventually("the older is given up", lambda: self.deliveries("--status", "superseded"))[0]
        self.assertEqual(superseded["superseded_by"], completed["id"])
        self.assertLess(superseded["sequence"], completed["sequence"])
        shown = self.world.cli("webhook", "show", superseded["id"]).stdout
        self.assertRegex(shown, rf"superseded by +{completed['id']}")

        self.shop.fails = lambda status, number: False
        retried = self.world.cli("webhook", "retry", superseded["id"])
        self.assertIn("webhook-sequence", retried.stderr)
        eventually("it is sent", lambda: len(self.deliveries("--status", "delivered")) == 2)
        self.assertEqual(self.shop.statuses()[-1], "confirming")

    def test_unknown_states_are_refused_with_those_that_are_known(self):
        refused = self.world.cli("webhook", "list", "--status", "lost", check=False)
        self.assertEqual(refused.returncode, 64)
        self.assertIn("pending, delivered, superseded, dead", refused.stderr)


if __name__ == "__main__":
    unittest.main()
