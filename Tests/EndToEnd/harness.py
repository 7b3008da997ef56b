"""Real processes for the end-to-end tests: a simulator, a gateway, and a receiver of webhooks, all on loopback."""

import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import urllib.parse

FUSEGATE = os.environ["FUSEGATE"]
AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]


def eventually(what, condition, seconds=120):
    """The condition's first true value; polls, bounded."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"never happened: {what}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["error"]["code"]


def call(port, method, path, body=None, token=None, form=None, fields=None):
    fields = dict(fields or {})
    data = None
    if body is not None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        fields.setdefault("Content-Type", "application/json")
    if form is not None:
        data = urllib.parse.urlencode(form).encode()
        fields["Content-Type"] = "application/x-www-form-urlencoded"
    if token:
        fields["Authorization"] = "Bearer " + token
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, data, fields)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


class Receiver:
    """A merchant's webhook endpoint that verifies what it gets as the guide's PHP does."""

    def __init__(self, certificate=None):
        """`certificate` is a pair of PEM files, chain and key, to receive over TLS."""
        self.messages = []
        self.signatures = []
        self.secret = None
        # While it is not set, a request waits for its answer.
        self.answers = threading.Event()
        self.answers.set()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                expected = hmac.new(receiver.secret.encode(), body, hashlib.sha256).hexdigest()
                genuine = hmac.compare_digest(expected, self.headers["X-Webhook-Signature"])
                receiver.signatures.append(self.headers["X-Webhook-Signature"])
                receiver.messages.append((genuine, self.headers["webhook-id"], body))
                receiver.answers.wait()
                self.send_response(200 if genuine else 401)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http{'s' if certificate else ''}://127.0.0.1:{self.server.server_port}/hook"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def statuses(self):
        return [json.loads(body)["status"] for _, _, body in self.messages]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class World:
    """A simulator and a gateway with a fresh state directory.

    `listener` holds further keys of the listener in YAML's flow style, `settings` further lines of the configuration.
    The upstream is told `public_port`, by default the gateway's own. With `operators`, the users of Debian's nogroup
    (nobody, sync, _apt) may administer the gateway, or, when it names them, the groups of these roles: see `cli_as`.
    `admin` and `webhooks` hold further keys of those sections, in flow style.
    """

    # Opened before the user is changed, so that the user need not reach its directory.
    AS_USER = """exec 9<"$1"; user=$2; group=$3; groups=$4; shift 4
        exec setpriv --reuid "$user" --regid "$group" $groups /proc/self/fd/9 "$@" """

    def __init__(self, time_scale=0.02, data_directory=None, listener="", settings="", public_port=None,
                 operators=False, admin="", webhooks=""):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="fusegate-e2e-"))
        self.data = pathlib.Path(data_directory or self.directory / "data")
        self.gateway = None
        self.webhooks = webhooks
        self.upstream_port = free_port()
        self.simulator = self._spawn(
            "simulator", "--port", str(self.upstream_port), "--time-scale", str(time_scale),
            "--effect-log", str(self.directory / "effects.jsonl"))
        self.socket = self.directory / "admin.sock"
        if operators:
            self.directory.chmod(0o711)
            groups = "operator_group: nogroup" if operators is True else f"roles: {json.dumps(operators)}"
            settings += f"\nadmin: {{socket: {self.socket}, {groups}, {admin}}}"
        self.config = self.directory / "fusegate.yaml"
        eventually("the simulator answers", lambda: self._listens(self.upstream_port))
        self._start_first_gateway(listener, settings, public_port)

    def _start_first_gateway(self, listener, settings, public_port):
        """On a port that is free now, and was taken by nobody until it was bound."""
        for _ in range(5):
            self.port = free_port()
            self.public_port = public_port or self.port
            self.configure(listener, settings)
            if self.start_gateway(may_fail=True):
                return
            if "the port is in use" not in self.log():
                break
        raise AssertionError(self.log())

    def configure(self, listener="", settings=""):
        self.config.write_text(
            f"public_url: http://127.0.0.1:{self.public_port}\n"
            f"listener: {{host: 127.0.0.1, port: {self.port}, {listener}}}\n"
            f"{settings}\n"
            f"data_directory: {self.data}\n"
            "rate_limits: {payment: {quota: 100000, window: 60s, burst: 100000},"
            " withdrawal: {quota: 100000, window: 60s, burst: 100000},"
            " read: {quota: 100000, window: 60s, burst: 100000}}\n"
            "webhooks: {allowed_networks: [127.0.0.0/8], allow_insecure_callback_urls: true,"
            f" retry_schedule: [1s, 1s, 1s, 2s, 5s, 10s], {self.webhooks}}}\n")

    def _spawn(self, *arguments, tracer=()):
        with open(self.directory / f"{arguments[0]}.log", "ab") as log:
            return subprocess.Popen([*tracer, FUSEGATE, *arguments], stdout=log, stderr=log, stdin=subprocess.DEVNULL)

    @staticmethod
    def _listens(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def start_gateway(self, *tracer, may_fail=False):
        """False when it ended before it served, where that may be."""
        said = len(self.log())
        self.gateway = self._spawn("serve", "--config", str(self.config), tracer=tracer)
        # Not when its port is open: the kernel takes connections before the gateway serves them.
        eventually(
            "the gateway serves or ends", lambda: self.gateway.poll() is not None or "serving" in self.log()[said:])
        if self.gateway.poll() is None:
            return True
        if may_fail:
            return False
        raise AssertionError((self.directory / "serve.log").read_text())

    def log(self):
        log = self.directory / "serve.log"
        return log.read_text() if log.exists() else ""

    def kill_gateway(self):
        self.gateway.send_signal(signal.SIGKILL)
        self.gateway.wait()

    def kill_starting_gateway(self, after):
        """Starts one and kills it so many seconds later, wherever it is by then."""
        self.gateway = self._spawn("serve", "--config", str(self.config))
        time.sleep(after)
        self.kill_gateway()

    def restart_gateway(self):
        self.kill_gateway()
        self.start_gateway()

    def stop_gateway(self):
        self.gateway.send_signal(signal.SIGTERM)
        return self.gateway.wait(timeout=60)

    def cli(self, *arguments, stdin="", check=True):
        done = subprocess.run(
            [FUSEGATE, *arguments, "--config", str(self.config)], input=stdin, capture_output=True, text=True)
        if check and done.returncode != 0:
            raise AssertionError(f"{arguments}: {done.returncode} {done.stderr}")
        return done

    def cli_as(self, user, *arguments, group="nogroup", groups="--clear-groups"):
        """As that system user: the kernel says so, and nothing else does."""
        return subprocess.run(
            [*AS_ROOT, "sh", "-c", self.AS_USER, "as-user", FUSEGATE, user, group, groups, *arguments,
             "--socket", str(self.socket)],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/")

    def add_account(self, name, port=None):
        self.cli(
            "account", "add", name, "--base-url", f"http://127.0.0.1:{port or self.upstream_port}", "--client-id",
            "sim-client", stdin="sim-secret\nsim-webhook-secret\n")

    def create_tenant(self, name, account, binding="dedicated"):
        return json.loads(
            self.cli("tenant", "create", name, "--account", account, "--binding", binding, "--json").stdout)

    def add_tenant(self, name, account, binding="dedicated"):
        """One that may withdraw, whatever operators there are."""
        created = self.create_tenant(name, account, binding)
        if created["tenant"]["withdrawals_locked"]:
            self.unlock(name)
        return Tenant(self, created)

    def unlock(self, name):
        """By two operators."""
        done = self.cli_as("nobody", "withdrawal", "lock", name, "off", "--json")
        proposal = json.loads(done.stdout)["proposal"]["id"]
        done = self.cli_as("sync", "proposal", "approve", proposal)
        if done.returncode != 0:
            raise AssertionError(done.stderr)

    def control(self, method, path, body=None):
        return call(self.upstream_port, method, "/_control" + path, body).json

    def effects(self, kind):
        with open(self.directory / "effects.jsonl", encoding="utf-8") as lines:
            return [effect for effect in map(json.loads, lines) if effect["kind"] == kind]

    def close(self):
        for process in (self.gateway, self.simulator):
            if process and process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(self.directory)


class Tenant:
    def __init__(self, world, created):
        self.world = world
        self.id = created["tenant"]["id"]
        self.client_id = created["tenant"]["client_id"]
        self.client_secret = created["client_secret"]
        self.webhook_secret = created["webhook_secret"]
        self.token = self.fetch_token().json["access_token"]

    def fetch_token(self):
        return call(
            self.world.port, "POST", "/o/token/",
            form={"grant_type": "client_credentials", "client_id": self.client_id,
                  "client_secret": self.client_secret, "scope": "read write"})

    def call(self, method, path, body=None, key=None):
        fields = {"Idempotency-Key": key} if key else None
        return call(self.world.port, method, path, body, self.token, fields=fields)

    def withdraw(self, key=None, **members):
        body = {"amount": "10.00", "currency": "USDTTRC20", "address": "TXYZabc123", **members}
        return self.call("POST", "/withdrawal/", body, key)

    def pay(self, amount=123.45, key=None, **members):
        body = {"amount": amount, "currency": "USDTTRC20", "price_currency": "USD", **members}
        return self.call("POST", "/payments/", body, key)
