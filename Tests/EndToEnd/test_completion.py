"""What TAB brings in a real bash and a real zsh, beside a running gateway and without one."""

import os
import pathlib
import pty
import select
import subprocess
import tempfile
import time
import unittest

from harness import FUSEGATE, World, eventually


class Shell:
    """An interactive shell on a terminal of its own, with the completion script read."""

    PROMPT = "ready> "
    # How each begins without anybody's own settings, and reads a script.
    START = {
        "bash": (["bash", "--noprofile", "--norc", "-i"], "source {}; bind 'set bell-style none'"),
        "zsh": (
            ["zsh", "-f", "-i"],
            "unsetopt prompt_sp prompt_cr beep; zle_highlight=(none); autoload -U compinit; compinit -u -D; source {}"),
    }

    def __init__(self, name, home, script, environment):
        program = home / "bin" / "fusegate"
        program.parent.mkdir(exist_ok=True)
        if not program.exists():
            program.symlink_to(FUSEGATE)
        start, reading = self.START[name]
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(home)
            os.execvpe(
                start[0], start,
                {"PATH": f"{program.parent}:{os.environ['PATH']}", "PS1": self.PROMPT, "TERM": "dumb",
                 "HOME": str(home), **environment})
        self.said("the shell is there", self.PROMPT)
        self.type(f"{reading.format(script)}; echo read $((40 + 2))\n")
        # Typed in another form, so that its own echo is not taken for it.
        self.said("the script is read", f"read 42\r\n{self.PROMPT}")

    def type(self, text):
        os.write(self.terminal, text.encode())

    def said(self, what, word, seconds=60):
        """All that it said until then."""
        text, deadline = "", time.monotonic() + seconds
        while word not in text:
            if not select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"never happened: {what}, but {text!r}")
            text += os.read(self.terminal, 4096).decode()
        return text

    def complete(self, line, word):
        """What is said until that word when TAB is pressed behind the line."""
        self.type(line + "\t\t")
        text = self.said(f"{word} behind {line}", word)
        self.type("\x15\n")
        self.said("a new line", self.PROMPT)
        return text

    def close(self):
        os.close(self.terminal)
        os.waitpid(self.process, 0)


class Completion(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="fusegate-e2e-")
        self.addCleanup(directory.cleanup)
        self.home = pathlib.Path(directory.name)
        self.script = self.written("bash")

    def written(self, shell):
        script = self.home / f"completion.{shell}"
        made = subprocess.run(
            [FUSEGATE, "--generate-completion-script", shell], check=True, capture_output=True, text=True)
        script.write_text(made.stdout)
        return script

    def shell(self, name, environment):
        shell = Shell(name, self.home, self.written(name), environment)
        self.addCleanup(shell.close)
        return shell

    def test_names_of_tenants_and_accounts_are_completed(self):
        world = World()
        self.addCleanup(world.close)
        world.add_account("main-account")
        for name in ("alice", "bob"):
            world.create_tenant(name, "main-account", "pooled")
        for name in Shell.START:
            with self.subTest(shell=name):
                shell = self.shell(name, {"FUSEGATE_CONFIG": str(world.config)})
                shell.complete("fusegate tenant show al", "alice")
                shell.complete("fusegate endpoint list bo", "bob")
                shell.complete("fusegate intent list --tenant al", "alice")
                shell.complete("fusegate endpoint list --tenant bo", "bob")
                shell.complete("fusegate tenant create new --account mai", "main-account")
                shell.complete("fusegate webhook list --status super", "superseded")
                shell.complete("fusegate wit", "withdrawal")

    def test_without_a_gateway_it_is_quick_and_silent(self):
        config = self.home / "fusegate.yaml"
        config.write_text(f"data_directory: {self.home}/data\n")
        for environment in ({"FUSEGATE_CONFIG": str(config)}, {"FUSEGATE_CONFIG": str(self.home / "none.yaml")}):
            begun = time.monotonic()
            done = subprocess.run(
                ["bash", "--norc", "-c",
                 f"source {self.script}; COMP_WORDS=(fusegate tenant show al); COMP_CWORD=3; COMP_POINT=23; "
                 "COMP_LINE='fusegate tenant show al'; _fusegate; echo \"<${COMPREPLY[*]}>\""],
                capture_output=True, text=True, timeout=60,
                env={**os.environ, "PATH": f"{pathlib.Path(FUSEGATE).parent}:{os.environ['PATH']}", **environment})
            self.assertEqual((done.stdout, done.stderr), ("<>\n", ""))
            self.assertLess(time.monotonic() - begun, 10)

    def test_a_gateway_that_hangs_is_not_waited_for(self):
        world = World()
        self.addCleanup(world.close)
        world.gateway.send_signal(19)
        begun = time.monotonic()
        done = world.cli("tenant", "list", "--names", check=False)
        waited = time.monotonic() - begun
        world.gateway.send_signal(18)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        # Other calls wait for ten seconds.
        self.assertLess(waited, 5)


if __name__ == "__main__":
    unittest.main()
