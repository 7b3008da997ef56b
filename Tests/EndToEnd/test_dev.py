"""`fusegate dev --demo` plays the guide's story; its exit status is the verdict. Mistakes get one clear line."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import unittest.mock

from harness import FUSEGATE, World, eventually, free_port


def run(*arguments):
    return subprocess.run([FUSEGATE, *arguments], capture_output=True, text=True, timeout=120)


class Dev(unittest.TestCase):
    def test_the_demo_holds(self):
        done = run("dev", "--demo", "--time-scale", "0.02")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        for step in ("token", "currencies", "rate", "payment", "status", "withdrawal", "balances"):
            self.assertIn(f"✓ {step}", done.stdout)


    def test_it_prints_what_a_developer_needs_and_leaves_nothing_behind(self):
        with tempfile.TemporaryDirectory(prefix="fusegate-e2e-") as temporary, socket.socket() as taken:
            environment = {**os.environ, "TMPDIR": temporary}
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            failed = subprocess.run(
                [FUSEGATE, "dev", "--port", str(taken.getsockname()[1])], capture_output=True, text=True,
                timeout=120, env=environment)
            self.assertEqual(failed.returncode, 1)
            self.assertEqual(os.listdir(temporary), [])
            dev = subprocess.Popen(
                [FUSEGATE, "dev", "--port", str(free_port())], stdout=subprocess.PIPE, text=True, env=environment)
            try:
                said = ""
                while "Stop with Ctrl-C" not in said:
                    line = dev.stdout.readline()
                    self.assertTrue(line, said)
                    said += line
                self.assertIn("whsec_", said)
                self.assertIn("pooled     left", said)
                path = said.split("--socket ")[1].split()[0]
                self.assertIn("right", run("tenant", "list", "--socket", path).stdout)
            finally:
                dev.send_signal(signal.SIGTERM)
                dev.wait(timeout=60)
                dev.stdout.close()
            self.assertEqual(os.listdir(temporary), [])


    def test_it_stands_nowhere_that_commands_look_for_a_gateway(self):
        with tempfile.TemporaryDirectory(prefix="fusegate-e2e-") as temporary:
            environment = {"TMPDIR": temporary, "XDG_RUNTIME_DIR": temporary}
            link = pathlib.Path(temporary) / "fusegate" / "admin.sock"
            with unittest.mock.patch.dict(os.environ, environment):
                world = World()
                self.addCleanup(world.close)
                eventually("the link is there", link.exists)
                served = os.readlink(link)
                for beside in (True, False):
                    dev = subprocess.Popen(
                        [FUSEGATE, "dev", "--port", str(free_port())], stdout=subprocess.PIPE, text=True)
                    try:
                        while "Stop with Ctrl-C" not in (line := dev.stdout.readline()):
                            self.assertTrue(line)
                        if beside:
                            self.assertEqual(os.readlink(link), served)
                            self.assertNotIn("demo", run("tenant", "list").stdout)
                        else:
                            self.assertFalse(os.path.lexists(link))
                    finally:
                        dev.send_signal(signal.SIGTERM)
                        dev.wait(timeout=60)
                        dev.stdout.close()
                    if beside:
                        self.assertEqual(os.readlink(link), served, "and its end takes nothing along")
                        world.stop_gateway()

    def test_whatever_ends_it_leaves_nothing_behind(self):
        for signal_number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            # From the middle of its start on.
            for after in (0.2, 0.6, 3):
                with tempfile.TemporaryDirectory(prefix="fusegate-e2e-") as temporary:
                    dev = subprocess.Popen(
                        [FUSEGATE, "dev", "--port", str(free_port())], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                        env={**os.environ, "TMPDIR": temporary})
                    time.sleep(after)
                    dev.send_signal(signal_number)
                    dev.communicate(timeout=60)
                    self.assertEqual(os.listdir(temporary), [], (signal_number, after))

    def test_wrong_inputs_get_a_line(self):
        for arguments in (["dev", "--port", "99999"], ["dev", "--time-scale", "0"], ["simulator", "--port", "99999"],
                          ["simulator", "--time-scale=-1"], ["simulator", "--time-scale", "nan"]):
            done = run(*arguments)
            self.assertEqual(done.returncode, 64, arguments)
            self.assertIn("must be", done.stderr)


class Mistakes(unittest.TestCase):
    def test_a_simulators_port_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = str(taken.getsockname()[1])
            self.refused(run("simulator", "--port", port), 1, port, "the port is in use by another process")

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="fusegate-e2e-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def serve(self, **keys):
        config = self.directory / "fusegate.yaml"
        keys.setdefault("data_directory", f"{self.directory}/data")
        keys.setdefault("listener", "{port: 0}")
        config.write_text("".join(f"{name}: {value}\n" for name, value in keys.items()))
        return run("serve", "--config", str(config))

    def refused(self, done, status, *words):
        self.assertEqual(done.returncode, status, done.stderr)
        line = done.stderr.strip().splitlines()[-1]
        for word in words:
            self.assertIn(word, line)

    def test_an_unknown_key(self):
        self.refused(self.serve(lisener="{}"), 78, "fusegate.yaml", "lisener")

    def test_a_missing_file(self):
        self.refused(run("serve", "--config", str(self.directory / "none.yaml")), 78, "none.yaml")

    def test_the_log_can_be_json(self):
        lines = self.serve(log="{format: json}", listener="{host: 203.0.113.1, port: 1}").stderr.splitlines()
        self.assertEqual(json.loads(lines[0])["message"], "applied migration 0001_settings")

    def test_a_port_in_use(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.refused(self.serve(listener=f"{{port: {port}}}"), 1, str(port), "in use")

    def test_a_wrong_master_key(self):
        self.serve(listener="{host: 203.0.113.1, port: 1}")  # makes the data directory, then cannot listen
        key = self.directory / "data" / "master.key"
        key.write_text("A" * 43 + "=\n")
        self.refused(self.serve(), 1, "master key")

    def test_a_data_directory_that_is_a_file(self):
        path = self.directory / "file"
        path.write_text("x")
        self.refused(self.serve(data_directory=str(path)), 1, str(path))

    def test_no_gateway(self):
        done = run("status", "--socket", str(self.directory / "none.sock"))
        self.refused(done, 69, "is `fusegate serve` running?")


if __name__ == "__main__":
    unittest.main()
