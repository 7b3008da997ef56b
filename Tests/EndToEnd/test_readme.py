"""README's first tenant: its commands work as they stand there, line by line, but for the ports."""

import os
import pathlib
import re
import subprocess
import tempfile
import threading
import unittest

from harness import FUSEGATE, World, eventually, free_port

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ".build/debug"


def blocks(heading):
    """The indented blocks beneath it."""
    section = (ROOT / "README.md").read_text().split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return ["".join(line[4:] for line in block.splitlines(True))
            for block in re.findall(r"(?:^    .*\n)+", section, re.MULTILINE)]


class Readme(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="fusegate-e2e-")
        self.addCleanup(temporary.cleanup)
        self.directory = pathlib.Path(temporary.name)
        self.ports = {18099: free_port(), 8080: free_port()}
        (self.directory / BUILT).mkdir(parents=True)
        (self.directory / BUILT / "fusegate").symlink_to(FUSEGATE)
        (self.directory / "config").mkdir()
        documented = (ROOT / "config" / "fusegate.yaml").read_text()
        (self.directory / "config" / "fusegate.yaml").write_text(self.moved(documented))
        self.shell = subprocess.Popen(
            ["bash"], cwd=self.directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, bufsize=1, env={**os.environ, "XDG_RUNTIME_DIR": temporary.name})
        # A command that never ends must not keep the tests.
        limit = threading.Timer(300, self.shell.kill)
        limit.start()
        self.addCleanup(limit.cancel)
        self.addCleanup(self.close)

    def close(self):
        """What the shell runs in the background ends with it."""
        self.shell.communicate("kill $(jobs -p)\nwait\n", timeout=120)

    def moved(self, text):
        for documented, free in self.ports.items():
            text = text.replace(str(documented), str(free))
        return text

    def give(self, line):
        """What the line says, and its exit status."""
        # An answer may end without a line's end.
        self.shell.stdin.write(f"{self.moved(line)}\nprintf '\\ndone: %s\\n' $?\n")
        said = ""
        while not (done := re.search(r"^done: (\d+)$", said, re.MULTILINE)):
            line = self.shell.stdout.readline()
            self.assertTrue(line, said)
            said += line
        return said, int(done[1])

    def serves(self, line):
        """A reader does not type as fast as a process starts."""
        port = self.ports[18099 if "simulator" in line else 8080]
        eventually("it serves", lambda: World._listens(port))
        if "serve" in line:
            eventually("it administers", lambda: (self.directory / "data" / "admin.sock").exists())

    def test_the_first_tenant_works_as_it_stands_there(self):
        commands, ask = blocks("Your first tenant")
        key = None
        for line in commands.splitlines():
            said, status = self.give(line)
            self.assertEqual(status, 0, f"{line}\n{said}")
            if re.search(r"&\s*(#|$)", line):
                self.serves(line)
            key = key or re.search(r"fg_live_\w+", said)
        said, status = self.give(ask.replace("fg_live_…", key[0]).rstrip())
        self.assertEqual(status, 0, said)
        self.assertIn("USDT", said)
