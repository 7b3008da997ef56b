"""TLS on both sides, client certificates, and certificates that change under a running gateway."""

import json
import pathlib
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import tempfile
import threading
import unittest

from harness import Receiver, World, eventually

CERTIFICATES = pathlib.Path(__file__).parent.parent / "Fixtures" / "tls"


class Tunnel:
    """Takes plain connections and carries them to a TLS port: the simulator's webhooks know no TLS."""

    def __init__(self):
        self.target = None
        tunnel = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                context = ssl.create_default_context(cafile=CERTIFICATES / "root.pem")
                with socket.create_connection(("127.0.0.1", tunnel.target)) as plain:
                    with context.wrap_socket(plain, server_hostname="gateway.test") as secure:
                        forth = threading.Thread(target=self.pump, args=(self.request, secure), daemon=True)
                        forth.start()
                        self.pump(secure, self.request)

            @staticmethod
            def pump(source, sink):
                try:
                    while data := source.recv(65536):
                        sink.sendall(data)
                except OSError:
                    pass

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class TLS(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.certificate, cls.key = cls.directory / "server.pem", cls.directory / "server.key"
        cls.install("leaf")
        tls = (f"tls: {{certificate_file: {cls.certificate}, key_file: {cls.key},"
               f" client_ca_file: {CERTIFICATES}/client-root.pem}}, http2: true")
        tunnel = Tunnel()
        cls.addClassCleanup(tunnel.close)
        # The tunnel's end is the gateway itself; the root is the receivers'.
        cls.world = World(
            listener=tls, public_port=tunnel.port, webhooks=f"trust_roots_file: {CERTIFICATES}/root.pem")
        cls.addClassCleanup(cls.world.close)
        tunnel.target = cls.world.port
        cls.world.add_account("main")
        cls.shop = cls.world.create_tenant("shop", "main", "pooled")
        cls.bound = cls.world.create_tenant("bound", "main", "pooled")
        cls.world.cli("certificate", "add", "bound", "uri:spiffe://fusegate.test/shop")

    @classmethod
    def install(cls, name):
        """Puts a certificate in place the way renewal tools do: written beside it, then renamed."""
        for suffix, target in (("key", cls.key), ("pem", cls.certificate)):
            beside = target.with_suffix(".new")
            shutil.copy(CERTIFICATES / f"{name}.{suffix}", beside)
            beside.chmod(0o600)
            beside.rename(target)

    def curl(self, path, *arguments, certificate=None):
        """The answer's status and body, as an unmodified client that verifies the gateway sees them."""
        identity = ["--cert", f"{CERTIFICATES}/{certificate}.pem", "--key", f"{CERTIFICATES}/{certificate}.key"]
        done = subprocess.run(
            ["curl", "-sS", "--max-time", "60", "--cacert", f"{CERTIFICATES}/root.pem", "-w", "\n%{http_version} %{http_code}",
             *(identity if certificate else []), *arguments, f"https://127.0.0.1:{self.world.port}{path}"],
            capture_output=True, text=True)
        if done.returncode != 0:
            return None, done.stderr
        body, _, told = done.stdout.rpartition("\n")
        self.version, status = told.split()
        return int(status), body

    def token(self, tenant, *arguments, certificate=None):
        status, body = self.curl(
            "/o/token/", *arguments, "-d", "grant_type=client_credentials", "-d", f"client_id={tenant['tenant']['client_id']}",
            "-d", f"client_secret={tenant['client_secret']}", certificate=certificate)
        return status, json.loads(body)

    def bearer(self, token):
        return "-H", f"Authorization: Bearer {token['access_token']}"

    def served_certificate(self):
        context = ssl.create_default_context(cafile=CERTIFICATES / "root.pem")
        with socket.create_connection(("127.0.0.1", self.world.port)) as plain:
            with context.wrap_socket(plain, server_hostname="gateway.test") as connection:
                return ssl.DER_cert_to_PEM_cert(connection.getpeercert(binary_form=True))

    def test_a_payment_and_its_webhooks_over_tls(self):
        receiver = Receiver(certificate=(CERTIFICATES / "leaf.pem", CERTIFICATES / "leaf.key"))
        self.addCleanup(receiver.close)
        receiver.secret = self.shop["webhook_secret"]
        status, token = self.token(self.shop)
        self.assertEqual(status, 200)
        status, body = self.curl(
            "/payments/", *self.bearer(token), "-H", "Content-Type: application/json", "-d",
            json.dumps({"amount": 123.45, "currency": "USDTTRC20", "price_currency": "USD",
                        "callback_url": receiver.url}))
        self.assertEqual(status, 201, body)
        payment = json.loads(body)["transaction_id"]
        status, body = self.curl(
            "/payments/status/", *self.bearer(token), "-H", "Content-Type: application/json", "-d",
            json.dumps({"transaction_id": payment}))
        self.assertEqual((status, json.loads(body)["callback_url"]), (200, receiver.url))
        eventually("both webhooks", lambda: receiver.statuses() == ["confirming", "completed"])
        self.assertTrue(all(genuine for genuine, _, _ in receiver.messages))

    def test_who_vouches_for_the_upstream_does_not_for_receivers(self):
        world = World(settings=f"upstream: {{trust_roots_file: {CERTIFICATES}/root.pem}}")
        self.addCleanup(world.close)
        world.add_account("main")
        tenant = world.add_tenant("shop", "main")
        receiver = Receiver(certificate=(CERTIFICATES / "leaf.pem", CERTIFICATES / "leaf.key"))
        self.addCleanup(receiver.close)
        receiver.secret = tenant.webhook_secret
        # The refused handshakes are no trouble of the test's.
        receiver.server.handle_error = lambda *_: None
        self.assertEqual(tenant.pay(123.45, callback_url=receiver.url).status, 201)
        eventually("it is refused", lambda: "no known authority vouches" in world.cli("audit", "tail").stdout)
        self.assertEqual(receiver.messages, [])

    def test_a_bound_tenant_needs_its_certificate(self):
        for certificate in (None, "stranger"):
            status, answer = self.curl("/status/", certificate=certificate)
            if certificate:
                self.assertIsNone(status, answer)
        status, answer = self.token(self.bound)
        self.assertEqual((status, answer["error"]), (401, "invalid_client"))
        self.assertIn("certificate", answer["error_description"])

        status, token = self.token(self.bound, certificate="client")
        self.assertEqual(status, 200)
        self.assertEqual(self.curl("/currencies/", *self.bearer(token), certificate="client")[0], 200)
        status, body = self.curl("/currencies/", *self.bearer(token))
        self.assertEqual((status, json.loads(body)["error"]["code"]), (403, "forbidden"))
        self.assertIn("client certificate", json.loads(body)["error"]["message"])
        self.assertIn("used without its client certificate", self.world.log())

        # Another tenant may come over the same connection: it is bound to nothing.
        status, token = self.token(self.shop, certificate="client")
        self.assertEqual(self.curl("/currencies/", *self.bearer(token), certificate="client")[0], 200)

    def test_both_protocols_are_the_same_gateway(self):
        for option, version in (("--http1.1", "1.1"), ("--http2", "2")):
            with self.subTest(version):
                status, body = self.curl("/status/", option)
                self.assertEqual((status, json.loads(body)["gateway"], self.version), (200, "ok", version))
                status, token = self.token(self.shop, option)
                self.assertEqual(status, 200)
                payment = json.dumps({"amount": 100, "currency": "USDTTRC20", "price_currency": "USD"})
                status, body = self.curl(
                    "/payments/", option, *self.bearer(token), "-H", "Content-Type: application/json", "-d", payment)
                self.assertEqual(status, 201, body)
                status, body = self.curl("/payments/", option, *self.bearer(token), "-d", "x" * 70_000)
                self.assertEqual((status, json.loads(body)["error"]["code"]), (413, "invalid_request"))
                status, body = self.curl("/payments/", option, "-d", payment)
                self.assertEqual((status, json.loads(body)["error"]["code"]), (401, "authentication_failed"))
                status, body = self.curl("/a/%2e%2e/b", option, "--path-as-is")
                self.assertEqual((status, json.loads(body)["error"]["code"]), (400, "invalid_request"))

    def test_bindings_are_managed(self):
        self.world.create_tenant("managed", "main", "pooled")
        digest = "sha256:" + "AB:" * 31 + "AB"
        self.world.cli("certificate", "add", "managed", digest)
        listed = json.loads(self.world.cli("certificate", "list", "managed", "--json").stdout)
        self.assertEqual([row["binding"] for row in listed["certificates"]], ["sha256:" + "ab" * 32])
        for status, arguments in [
            (3, ("add", "managed", digest.lower())), (64, ("add", "managed", "sha256:12")),
            (2, ("add", "nobody", digest)), (2, ("remove", "managed", "dns:a.example")),
        ]:
            done = self.world.cli("certificate", *arguments, check=False)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        self.world.cli("certificate", "remove", "managed", digest)
        listed = json.loads(self.world.cli("certificate", "list", "managed", "--json").stdout)
        self.assertEqual(listed["certificates"], [])

    def test_a_renewed_certificate_is_taken_over_by_itself(self):
        before = self.served_certificate()
        self.install("renewed")
        self.addCleanup(self.install, "leaf")
        eventually("the new certificate", lambda: self.served_certificate() != before)
        self.assertEqual(self.served_certificate().split(), (CERTIFICATES / "renewed.pem").read_text().split())

    def test_a_key_that_others_can_read_is_kept_out(self):
        self.addCleanup(self.install, "leaf")
        for mode, is_taken in ((0o644, False), (0o660, False), (0o604, False), (0o640, True), (0o400, True)):
            self.key.chmod(mode)
            for command in (("reload",), ("config", "check")):
                done = self.world.cli(*command, check=False)
                if is_taken:
                    self.assertEqual(done.returncode, 0, done.stderr)
                else:
                    self.assertEqual(done.returncode, 78, done.stderr)
                    self.assertIn(f"can be read by others (mode {mode:o}): chmod 600 {self.key}", done.stderr)

    def test_trusted_certificates_are_checked_beforehand(self):
        text = self.world.config.read_text()
        self.addCleanup(self.world.config.write_text, text)
        for section in ("upstream", "webhooks"):
            for path, isGood in ((CERTIFICATES / "root.pem", True), ("/no/such.pem", False), (self.world.config, False)):
                changed = re.sub(rf"trust_roots_file: [^,}}]*", "trust_roots_file: null", text)
                if section == "webhooks":
                    changed = changed.replace("trust_roots_file: null", f"trust_roots_file: {path}")
                else:
                    changed += f"upstream: {{trust_roots_file: {path}}}\n"
                self.world.config.write_text(changed)
                checked = self.world.cli("config", "check", check=False)
                self.assertEqual(checked.returncode, 0 if isGood else 78, checked.stderr)
                if not isGood:
                    self.assertIn(f"{section}.trust_roots_file: the trusted certificates {path}", checked.stderr)

    def test_a_certificate_that_does_not_fit_its_key_is_kept_out(self):
        self.assertIn("ok", self.world.cli("config", "check").stdout)
        before = self.served_certificate()
        shutil.copyfile(CERTIFICATES / "renewed.key", self.key)
        self.addCleanup(self.install, "leaf")
        for command in (("reload",), ("config", "check")):
            done = self.world.cli(*command, check=False)
            self.assertEqual(done.returncode, 78, done.stderr)
            self.assertIn(str(self.key), done.stderr)
        self.assertEqual(self.served_certificate(), before)


if __name__ == "__main__":
    unittest.main()
