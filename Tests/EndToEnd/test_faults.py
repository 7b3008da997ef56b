"""The fault commands under deploy/faults, briefly; each judges by the simulator's log and fails at a broken promise."""

import os
import pathlib
import subprocess
import sys
import unittest

FAULTS = pathlib.Path(__file__).resolve().parents[2] / "deploy" / "faults"
ROUNDS = os.environ.get("FUSEGATE_KILL_ROUNDS", "10")


class Faults(unittest.TestCase):
    def _run(self, command, *arguments):
        done = subprocess.run(
            [sys.executable, str(FAULTS / command), *arguments], capture_output=True, text=True, timeout=600)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def test_kill_loop(self):
        out = self._run("kill_loop.py", "--rounds", ROUNDS, "--clients", "16")
        self.assertRegex(out, r"[1-9]\d*  acknowledged, replayed byte for byte")

    def test_io_errors(self):
        """One call before serving; then the log's commits, a frame cut short, and a commit without room."""
        out = self._run("io_errors.py", "--when", "2", "9", "20", "37")
        self.assertIn("answered 503, ended with 1", out)
        self.assertIn("answered 503, went on", out)


if __name__ == "__main__":
    unittest.main()
