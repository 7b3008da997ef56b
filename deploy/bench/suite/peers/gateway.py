"""Fusegate with one event loop, an account, and tenants with API keys."""

import json
import pathlib
import subprocess

from ..stage import StartFailure, free_port
from .target import Target


class Gateway(Target):
    """`key` is the API key of the first tenant."""

    def __init__(self, port, process, is_tls, binary, configuration):
        super().__init__("fusegate", port, process, is_tls)
        self.binary, self.configuration, self.key = binary, configuration, None

    def command(self, *arguments, text=""):
        """Runs an operator's command and returns what it prints."""
        done = subprocess.run(
            [self.binary, *arguments, "--config", self.configuration], input=text, capture_output=True, text=True)
        if done.returncode != 0:
            raise StartFailure(f"fusegate {' '.join(arguments[:2])}: {done.stderr}")
        return done.stdout

    def add_tenant(self, name):
        """Returns the API key of a new tenant."""
        self.command("tenant", "create", name, "--account", "bench", "--binding", "pooled")
        made = json.loads(self.command("key", "create", name, "--json"))
        return next(value for value in made.values() if isinstance(value, str) and value.startswith("fg_live_"))


def configure(stage, port, *, connections, certificates=None, name="fusegate", loops=1, more=""):
    tls = trust = ""
    if certificates:
        tls = f"tls: {{certificate_file: {certificates.certificate}, key_file: {certificates.key}}}, "
        trust = f"trust_roots_file: {certificates.authority}, "
    return stage.write(f"""
public_url: {"https" if certificates else "http"}://127.0.0.1:{port}
listener:
  {{port: {port}, {tls}limits: {{connections_max: 40000, connections_per_address_max: 40000, idle_timeout: 1h}}}}
event_loops: {loops}
data_directory: {stage.directory}/{name}/data
upstream: {{{trust}connections_per_loop_max: {min(connections, 4096)}, idle_timeout: 30s}}
concurrency: {{per_tenant_max: 4096}}
rate_limits:
  read: {{quota: 1000000, window: 1s, burst: 1000000}}
  payment: {{quota: 1000000, window: 1s, burst: 1000000}}
log: {{level: error}}
{more}
""", name, "fusegate.yaml")


def start(stage, binary, upstream, *, connections, certificates=None, prefix=(), environment=None, **settings):
    """`prefix` runs the gateway under another program."""
    port = free_port()
    configuration = configure(stage, port, connections=connections, certificates=certificates, **settings)
    process = stage.spawn(
        "fusegate", [*prefix, binary, "serve", "--config", configuration], port, seconds=120,
        environment=environment, file=pathlib.Path(configuration).parent / "data" / "admin.sock")
    gateway = Gateway(port, process, certificates is not None, binary, configuration)
    host = "localhost" if upstream.is_tls else "127.0.0.1"
    gateway.command(
        "account", "add", "bench", "--base-url", f"{upstream.scheme}://{host}:{upstream.port}",
        "--client-id", "bench", text="secret\nwebhook-secret\n")
    gateway.key = gateway.add_tenant("tenant-1")
    return gateway
