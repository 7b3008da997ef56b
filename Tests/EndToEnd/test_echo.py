"""What the upstream repeats of the gateway's own callback URL, and how its answers end."""

import hashlib
import hmac
import json
import unittest
import urllib.parse

from front import Front
from harness import Receiver, World, call, eventually

WITHDRAWAL = {"amount": 10, "currency": "USDTTRC20", "address": "TXYZabc123"}


class Echo(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)
        self.front = Front(self.world.upstream_port)
        self.addCleanup(self.front.close)
        self.world.add_account("own", self.front.port)
        self.world.add_account("shared", self.front.port)
        self.alone = self.world.add_tenant("alone", "own")
        self.pooled = self.world.add_tenant("pooled", "shared", "pooled")
        self.ours = None

    def repeat(self, path, answer, asked):
        """The answer with our callback URL in odd places, and a line end."""
        if asked and "callback_url" in asked:
            self.ours = asked["callback_url"]
        url = self.ours
        body = json.loads(answer.body)
        (body["error"] if "error" in body else body)["message"] = f"we call {url}, as you said"
        body.update({
            "callback_url": url, "webhook": {"url": url + "/"}, "urls": ["x", url],
            "page": "https://up.example/?cb=" + urllib.parse.quote(url, safe=""), "log": json.dumps({"to": url})})
        fields = {"Location": url, "Link": f'<{url}>; rel="hook"', "X-Callback": url}
        return answer.status, fields, json.dumps(body).encode() + b"\r\n"

    def assert_hidden(self, answer):
        everything = json.dumps(answer.fields) + answer.body.decode().replace("\\/", "/")
        for secret in (self.ours, self.ours.split("/")[-1], self.ours.split("/")[-2]):
            self.assertNotIn(secret.lower(), everything.lower())

    def test_our_callback_is_nowhere_in_an_answer(self):
        self.front.alter = self.repeat
        for tenant in (self.alone, self.pooled):
            for callback in (None, "https://shop.example/hook?a=1"):
                members = {"callback_url": callback} if callback else {}
                created = tenant.pay(123.45, key=f"k-{tenant.id}-{callback}", **members)
                self.assertEqual(created.status, 201, created.body)
                replayed = tenant.pay(123.45, key=f"k-{tenant.id}-{callback}", **members)
                self.assertEqual(replayed.body, created.body)
                asked = tenant.call("POST", "/payments/status/", {"transaction_id": created.json["transaction_id"]})
                listed = tenant.call("GET", "/payments/")
                for answer in (created, asked):
                    self.assert_hidden(answer)
                    self.assertEqual(answer.json["callback_url"], callback)
                    self.assertEqual(answer.json["webhook"], {"url": callback})
                    self.assertEqual(answer.json["urls"], ["x"] + ([callback] if callback else []))
                    self.assertEqual(answer.json["message"], f"we call {callback or ''}, as you said")
                    self.assertEqual(json.loads(answer.json["log"]), {"to": callback or ""})
                    self.assertEqual(
                        answer.json["page"],
                        "https://up.example/?cb=" + urllib.parse.quote(callback or "", safe=""))
                    self.assertTrue(answer.body.endswith(b"}\r\n"), answer.body[-9:])
                self.assert_hidden(listed)
                self.assertEqual(listed.json["results"][0]["webhook"], {"url": callback})
                self.assertFalse(listed.body.endswith(b"\n"))

    def test_neither_in_errors_nor_in_what_is_about_no_object(self):
        self.front.alter = self.repeat
        for tenant in (self.alone, self.pooled):
            self.assert_hidden_refusal(tenant.pay(0.01))
            for path, body in (("/withdrawal/estimate/", WITHDRAWAL), ("/payments/status/", {}),
                               ("/payments/status/", {"transaction_id": "nobody's"})):
                answer = tenant.call("POST", path, body)
                self.assert_hidden(answer)
                self.assertTrue(answer.body.endswith(b"}\r\n"), (path, answer.body))
            for path in ("/currencies/", "/rates/?amount=1&currency_from=USD&currency_to=USDTTRC20"):
                answer = tenant.call("GET", path)
                self.assertEqual((answer.status, answer.json["webhook"], answer.json["urls"]), (200, {"url": None}, ["x"]))
                self.assert_hidden(answer)
        self.front.alter = lambda *asked: (503, *self.repeat(*asked)[1:])
        self.world.control("POST", "/faults", {
            "kind": "status", "status": 503, "method": "POST", "path": "/payments/", "count": 1})
        answer = self.alone.pay(callback_url="https://shop.example/hook")
        self.assertEqual(answer.status, 503)
        self.assert_hidden(answer)

    def assert_hidden_refusal(self, answer):
        self.assertEqual(answer.status, 422, answer.body)
        self.assert_hidden(answer)

    def test_an_answer_ends_as_the_upstreams_does(self):
        for ending in (b"", b"\n"):
            self.front.alter = lambda path, answer, asked, ending=ending: (answer.status, {}, answer.body + ending)
            created = self.alone.pay(123.45, order_id="o-1")
            asked = self.alone.call("POST", "/payments/status/", {"transaction_id": created.json["transaction_id"]})
            self.assertEqual(asked.json["order_id"], "o-1")
            for answer in (created, asked, self.alone.call("GET", "/user/balances/")):
                self.assertTrue(answer.body.endswith(b"}" + ending), answer.body)

    def test_nor_in_a_webhook(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.alone.webhook_secret
        self.front.alter = self.repeat
        created = self.alone.pay(1000, callback_url=receiver.url)
        body = json.dumps({
            "transaction_id": created.json["transaction_id"], "event": "payment_status_update", "status": "confirming",
            "data": {"status": "confirming", "sent_to": [self.ours], "note": f"to {self.ours}"}}).encode() + b"\n"
        signature = hmac.new(b"sim-webhook-secret", body, hashlib.sha256).hexdigest()
        path = urllib.parse.urlsplit(self.ours).path
        taken = call(self.world.port, "POST", path, body, fields={"X-Webhook-Signature": signature})
        self.assertEqual(taken.status, 200, taken.body)
        eventually("it is delivered", lambda: receiver.messages)
        genuine, _, delivered = receiver.messages[0]
        self.assertTrue(genuine)
        self.assertEqual(json.loads(delivered)["data"], {
            "status": "confirming", "sent_to": [receiver.url], "note": f"to {receiver.url}"})
        self.assertTrue(delivered.endswith(b"}\n"))


if __name__ == "__main__":
    unittest.main()
