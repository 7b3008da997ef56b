"""Processes on ports that the kernel chose, in one temporary directory; all of it goes when the scenario ends."""

import pathlib
import resource
import shutil
import signal
import socket
import subprocess
import tempfile
import time


class StartFailure(Exception):
    """A process of the measurement ended or never listened; the text shows the end of its log."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def raise_descriptor_limit(wanted=100_000):
    """Thousands of connections need descriptors, here and in every child. Returns what was granted."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for limit in (max(wanted, hard), hard):
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, limit), limit))
            break
        except (ValueError, PermissionError):
            continue
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


class Stage:
    def __init__(self, parent=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="fusegate-bench-", dir=parent))
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        for process in reversed(self.processes):
            stop(process)
        shutil.rmtree(self.directory)

    def path(self, *parts):
        path = self.directory.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, text, *parts):
        path = self.path(*parts)
        path.write_text(text)
        return str(path)

    def spawn(self, name, command, port, seconds=30, environment=None, file=None):
        """Starts the command and returns its process once the port accepts a connection and the file is there."""
        log = self.path("logs", f"{name}.log")
        with open(log, "wb") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
        self.processes.append(process)
        deadline = time.monotonic() + seconds
        while not (accepts(port) and (file is None or file.exists())):
            if process.poll() is not None or time.monotonic() > deadline:
                text = log.read_text(errors="replace")[-2000:]
                raise StartFailure(f"{name} does not listen on {port} (exit status {process.poll()}):\n{text}")
            time.sleep(0.01)
        return process


def accepts(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def stop(process):
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
