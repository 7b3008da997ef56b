"""The manual pages say what the program and the documented configuration declare, all of it, and render."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import FUSEGATE

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTED = ROOT / "config" / "fusegate.yaml"


def rendered(page):
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-c", "-rLL=110n", str(page)], capture_output=True, text=True,
        check=True)
    text = re.sub(r".\x08", "", done.stdout)
    return done.stderr, re.sub(r"\s+", " ", text.replace("\u2010\n", ""))


def leaves(command, path=()):
    children = [child for child in command.get("subcommands", []) if child["commandName"] != "help"]
    if not children:
        yield path, command
    for child in children:
        yield from leaves(child, (*path, child["commandName"]))


class Manual(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory(prefix="fusegate-e2e-")
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        subprocess.run(
            [ROOT / "deploy" / "man" / "manual.py", FUSEGATE, DOCUMENTED, cls.directory], check=True)

    def test_every_verb_and_option_is_in_it_and_it_renders_without_a_warning(self):
        warnings, text = rendered(self.directory / "fusegate.1")
        self.assertEqual(warnings, "")
        told = json.loads(
            subprocess.run([FUSEGATE, "--experimental-dump-help"], check=True, capture_output=True).stdout)
        verbs = list(leaves(told["command"]))
        self.assertGreater(len(verbs), 50)
        for path, command in verbs:
            begin = text.index(f"fusegate {' '.join(path)} ")
            for argument in command["arguments"]:
                if not argument.get("shouldDisplay", True):
                    continue
                for name in argument.get("names", []):
                    self.assertIn("-" + ("-" if name["kind"] == "long" else "") + name["name"], text, path)
                words = re.sub(r"\s+", " ", argument.get("abstract") or "")
                self.assertIn(words, text if words in text[:begin] else text[begin:], path)
        for heading in ("EXIT STATUS", "SHELL COMPLETION", "SEE ALSO"):
            self.assertIn(heading, text)

    def test_every_key_of_the_configuration_is_in_it(self):
        warnings, text = rendered(self.directory / "fusegate.yaml.5")
        self.assertEqual(warnings, "")
        for line in DOCUMENTED.read_text().splitlines():
            words = re.sub(r"\s+", " ", line.strip().removeprefix("# "))
            self.assertIn(words, text)

    def test_a_hidden_option_is_nobodys_business(self):
        self.assertNotIn("--names", (self.directory / "fusegate.1").read_text().replace("\\", ""))

    def test_a_package_gets_program_manual_completion_and_units(self):
        target = self.directory / "package"
        subprocess.run(
            ["make", "-s", "-C", ROOT, "install", f"DESTDIR={target}", f"PROGRAM={FUSEGATE}"], check=True)
        for path in ("bin/fusegate", "share/man/man1/fusegate.1", "share/man/man5/fusegate.yaml.5",
                     "share/bash-completion/completions/fusegate", "share/zsh/vendor-completions/_fusegate",
                     "lib/systemd/system/fusegate.service", "lib/systemd/system/fusegate.socket"):
            self.assertGreater((target / "usr" / path).stat().st_size, 100, path)
        self.assertTrue(os.access(target / "usr" / "bin" / "fusegate", os.X_OK))
        shell = subprocess.run(["bash", "-n", target / "usr/share/bash-completion/completions/fusegate"])
        self.assertEqual(shell.returncode, 0)


if __name__ == "__main__":
    unittest.main()
