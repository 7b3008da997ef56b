"""Every exit status that `fusegate --help` documents, with commands that end so."""

import json
import re
import signal
import socket
import subprocess

from harness import FUSEGATE
from pooled import PooledTenants

CURRENCY = "USDTTRC20"


class ExitStatuses(PooledTenants):
    world_options = {"operators": True, "settings": "ledger: {reconcile_interval: 0s}\n"}

    def documented(self):
        text = subprocess.run([FUSEGATE, "--help"], capture_output=True, text=True, check=True).stdout
        return {int(number) for number in re.findall(r"^  (\d+) +\S", text, re.MULTILINE)}

    def ends(self, status, done, word=""):
        self.ended.add(status)
        self.assertEqual(done.returncode, status, (done.args, done.stdout, done.stderr))
        self.assertIn(word, done.stdout + done.stderr, done.args)
        if status not in (0, 1, 3):
            self.assertEqual(done.stdout, "", done.args)

    def run_alone(self, *arguments):
        """Without this gateway's configuration."""
        return subprocess.run(
            [FUSEGATE, *arguments], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)

    def try_cli(self, *arguments, stdin=""):
        return self.world.cli(*arguments, stdin=stdin, check=False)

    def configured(self, name, *lines):
        path = self.world.directory / name
        path.write_text("".join(f"{line}\n" for line in lines))
        return str(path)

    def test_each_that_is_documented(self):
        self.ended = set()
        for step in (self.done, self.not_found, self.usage, self.not_permitted, self.configuration, self.conflict,
                     self.failed, self.unavailable):
            with self.subTest(step.__name__):
                step()
        self.assertEqual(self.ended, self.documented())

    def done(self):
        self.ends(0, self.try_cli("tenant", "list"), "left")
        self.ends(0, self.run_alone("--version"))
        self.ends(0, self.try_cli("config", "check"))
        self.ends(0, self.world.cli_as("nobody", "status"))
        # What waits for a second operator is no failure.
        proposed = self.world.cli_as("nobody", "withdrawal", "allow", "left", CURRENCY, "TXYZabc123", "--json")
        self.ends(0, proposed)
        self.assertEqual(json.loads(proposed.stdout)["proposal"]["state"], "waiting")

    def not_found(self):
        self.ends(2, self.try_cli("tenant", "show", "nobody"), "nobody")
        self.ends(2, self.try_cli("webhook", "show", "nothing"), "nothing")
        self.ends(2, self.try_cli("find", "nothing-has-this-name"), "nothing-has-this-name")

    def usage(self):
        for words in (["tenat"], ["tenant", "show"], ["tenant", "list", "--colour"], ["dev", "--port", "99999"]):
            self.ends(64, self.run_alone(*words))
        self.ends(64, self.try_cli("intent", "list", "--state", "lost"), "must be one of")
        self.ends(64, self.try_cli("limit", "set", "left", "read", "--quota", "0"))

    def not_permitted(self):
        # Neither a member of the group nor the gateway's own user: the socket itself is closed to it.
        self.ends(77, self.world.cli_as("daemon", "tenant", "list", group="daemon"), "this user may not use")
        # Whoever proposes is no second person.
        proposal = json.loads(self.world.cli_as("nobody", "proposal", "list", "--json").stdout)["proposals"][0]
        self.ends(77, self.world.cli_as("nobody", "proposal", "approve", proposal["id"]))

    def configuration(self):
        self.ends(78, self.run_alone("config", "check", "--config", self.configured("a.yaml", "lisener: {}")), "lisener")
        missing = str(self.world.directory / "none.yaml")
        self.ends(78, self.run_alone("serve", "--config", missing), "none.yaml")
        self.ends(78, self.run_alone("tenant", "suspend", "left", "--config", missing), "none.yaml")

    def conflict(self):
        self.ends(3, self.try_cli("tenant", "create", "left", "--account", "shared", "--binding", "pooled"), "left")
        self.fund(self.left)
        # The upstream holds 1,000 that no tenant's books explain; then less than they do, and the currency is paused.
        self.ends(3, self.try_cli("ledger", "reconcile", "shared"), "unexplained: 1000")
        self.world.control("PUT", "/balances", {"balances": {CURRENCY: "1"}})
        self.ends(3, self.try_cli("ledger", "reconcile", "shared"), "withdrawals are paused")

    def failed(self):
        # Paused since `conflict`.
        self.ends(1, self.try_cli("status"), "PAUSED")
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            self.ends(1, self.run_alone("simulator", "--port", str(taken.getsockname()[1])), "in use")
        self.world.stop_gateway()
        segment = next(path for path in sorted((self.world.data / "audit").iterdir()) if path.suffix == ".jsonl")
        text = segment.read_bytes()
        self.ends(0, self.try_cli("audit", "verify"))
        segment.write_bytes(text.replace(b"left", b"lost", 1))
        self.ends(1, self.try_cli("audit", "verify"), segment.name)
        segment.write_bytes(text)

    def unavailable(self):
        self.ends(69, self.try_cli("tenant", "list"), "is `fusegate serve` running?")
        self.world.start_gateway()
        self.world.gateway.send_signal(signal.SIGSTOP)
        try:
            self.ends(69, self.try_cli("tenant", "list"), "did not answer")
            # A change may have been made all the same: that is another thing to be told.
            self.ends(1, self.try_cli("tenant", "suspend", "left"), "it may have acted")
        finally:
            self.world.gateway.send_signal(signal.SIGCONT)


if __name__ == "__main__":
    import unittest
    unittest.main()
