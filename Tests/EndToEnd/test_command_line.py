"""The command line finds the gateway, says what may have been meant, and is fit for programs."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from harness import FUSEGATE, eventually
from pooled import PooledTenants


class CommandLine(PooledTenants):
    def run_at(self, directory, *arguments, environment=None):
        return subprocess.run(
            [FUSEGATE, *arguments], capture_output=True, text=True, cwd=directory, timeout=60,
            env={**os.environ, **(environment or {})})

    def test_a_misspelt_command_gets_a_suggestion(self):
        done = self.run_at("/", "tenat", "list")
        self.assertEqual(done.returncode, 64)
        self.assertIn("Did you mean `fusegate tenant`?", done.stderr)
        done = self.run_at("/", "tenant", "shwo", "left")
        self.assertIn("Did you mean `fusegate tenant show`?", done.stderr)
        # Whatever stands behind it: the options of a command that is not there are not known.
        done = self.run_at("/", "tenant", "lst", "--json")
        message = json.loads(done.stderr)["error"]["message"]
        self.assertEqual(message, "`fusegate tenant` has no command 'lst'. Did you mean `fusegate tenant list`?")
        done = self.run_at("/", "webhook", "retri", "dlv_1")
        self.assertIn("Did you mean `fusegate webhook retry`?", done.stderr)

    def test_the_audit_log_of_nowhere_says_where_it_was_looked_for(self):
        with tempfile.TemporaryDirectory(prefix="fusegate-e2e-") as elsewhere:
            for verb in ("tail", "verify"):
                done = self.run_at(elsewhere, "audit", verb)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(f"{elsewhere}/data/audit: name the gateway's configuration with --config", done.stderr)

    def test_errors_are_json_where_json_is_asked_for(self):
        for arguments, status in (
                (["tenant", "show", "nobody"], 2), (["tenant", "show"], 64), (["tenat"], 64),
                (["webhook", "list", "--status", "lost"], 64)):
            done = self.world.cli(*arguments, "--json", check=False)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(json.loads(done.stderr)["error"]["status"], status)
            self.assertTrue(json.loads(done.stderr)["error"]["message"])

    def test_the_gateway_is_found_from_any_directory_and_beside_a_broken_file(self):
        with tempfile.TemporaryDirectory(prefix="fusegate-e2e-") as runtime:
            self.world.stop_gateway()
            os.environ["XDG_RUNTIME_DIR"] = runtime
            self.addCleanup(os.environ.pop, "XDG_RUNTIME_DIR", None)
            self.world.start_gateway()
            link = pathlib.Path(runtime) / "fusegate" / "admin.sock"
            eventually("the link is there", link.exists)
            done = self.run_at(runtime, "tenant", "list")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("left", done.stdout)
            broken = pathlib.Path(runtime) / "broken.yaml"
            broken.write_text("lisener: {}\n")
            done = self.run_at(runtime, "status", "--config", str(broken))
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("lisener", done.stderr)
            # To look beside a broken file is one thing, to act on whichever gateway there is another.
            done = self.run_at(runtime, "tenant", "suspend", "left", "--config", str(broken))
            self.assertEqual(done.returncode, 78)
            self.world.stop_gateway()
            self.assertFalse(os.path.lexists(link))

    def test_the_simulator_prints_what_it_takes(self):
        log = (self.world.directory / "simulator.log").read_text()
        for word in ("sim-client", "sim-secret", "sim-webhook-secret"):
            self.assertIn(word, log)


if __name__ == "__main__":
    unittest.main()
