"""Unmodified clients, once against the simulator and once against the gateway: their answers must be equal."""

import json
import os
import pathlib
import re
import subprocess
import unittest

from harness import Receiver, World, eventually

GOLDEN = pathlib.Path(__file__).parent / "golden"
MASKS = [
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
    (r"http://127\.0\.0\.1:\d+/hook", "<callback>"),
    (r'"(access_token|blockchain_address)": "[^"]*"', r'"\1": "<\1>"'),
]


def masked(line):
    text = json.dumps(json.loads(line), sort_keys=False)
    for pattern, mask in MASKS:
        text = re.sub(pattern, mask, text)
    return json.loads(text)


class Golden(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.direct, self.proxied = World(), World()
        self.addCleanup(self.direct.close)
        self.addCleanup(self.proxied.close)
        self.proxied.add_account("main")
        self.tenant = self.proxied.add_tenant("shop", "main")

    def run_client(self, command, base, client_id, client_secret, callback):
        environment = {
            **os.environ, "BASE": base, "CLIENT_ID": client_id, "CLIENT_SECRET": client_secret, "CALLBACK": callback}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [masked(line) for line in done.stdout.splitlines()]

    def compare(self, *command):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.tenant.webhook_secret
        receivers_direct = Receiver()
        self.addCleanup(receivers_direct.close)
        receivers_direct.secret = "sim-webhook-secret"
        # Nothing completes on its own while the two runs are compared.
        for world in (self.direct, self.proxied):
            world.control("PATCH", "/settings", {"time_scale": 1000})
        expected = self.run_client(
            command, f"http://127.0.0.1:{self.direct.upstream_port}", "sim-client", "sim-secret",
            receivers_direct.url)
        actual = self.run_client(
            command, f"http://127.0.0.1:{self.proxied.port}", self.tenant.client_id, self.tenant.client_secret,
            receiver.url)
        self.assertGreater(len(expected), 3)
        self.assertEqual([step["step"] for step in actual], [step["step"] for step in expected])
        for theirs, ours in zip(expected, actual):
            with self.subTest(step=theirs["step"]):
                self.assertEqual(ours, theirs)

    def test_the_guides_curl_lines(self):
        self.compare("bash", str(GOLDEN / "guide.sh"))

    def test_python(self):
        self.compare("/usr/bin/python3", str(GOLDEN / "client.py"))

    def test_node(self):
        self.compare("node", str(GOLDEN / "client.mjs"))

    def test_node_as_axios_does(self):
        self.compare("node", str(GOLDEN / "axios.mjs"))

    def test_java(self):
        self.compare("java", "-Dfile.encoding=UTF-8", str(GOLDEN / "Client.java"))

    def test_ruby(self):
        self.compare("ruby", str(GOLDEN / "client.rb"))

    def test_php_on_curl(self):
        self.compare("php", str(GOLDEN / "client.php"))

    def test_php_verifies_a_re_signed_webhook(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.tenant.webhook_secret
        self.tenant.pay(callback_url=receiver.url)
        eventually("both webhooks", lambda: len(receiver.messages) == 2)
        for (_, _, body), signature, status in zip(receiver.messages, receiver.signatures, ["confirming", "completed"]):
            verify = ["php", str(GOLDEN / "verify.php")]
            done = subprocess.run([*verify, self.tenant.webhook_secret, signature], input=body, capture_output=True)
            self.assertEqual((done.returncode, done.stdout.decode()), (0, status))
            forged = subprocess.run([*verify, "another secret", signature], input=body, capture_output=True)
            self.assertEqual(forged.returncode, 1)


if __name__ == "__main__":
    unittest.main()
