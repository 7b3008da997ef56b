#!/usr/bin/env python3
"""Slow, silent, greedy and too many clients against a real gateway process, with a well-behaved client beside them.

Each scenario must leave that client served (every answer 200, p99 bounded), memory bounded, and, once it is over, no
connection behind. Prints the figures; the exit status is 1 when a bound was broken. Loopback only.

    make release
    FUSEGATE=.build/release/fusegate deploy/faults/slow_clients.py [scenario ...]

Needs slowhttptest (Debian) for the scenarios slow-headers, slow-body, range and slow-read.
"""

import argparse
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))
from harness import World, call  # noqa: E402

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
CERTIFICATES = ROOT / "Tests" / "Fixtures" / "tls"
# A client beside the attack: slower than this, and the service is not available. Attackers, simulator and gateway
# share the machine.
P99_SECONDS_MAX = 5.0
SETTLE_SECONDS = 30
LISTENER = ("limits: {connections_per_address_max: 15000, connections_max: 15000, head_timeout: 5s, body_timeout: 10s,"
            " idle_timeout: 20s, write_stall_timeout: 5s}")


class Process:
    """The gateway's process as the kernel sees it."""

    def __init__(self, world):
        self.pid, self.port = world.gateway.pid, world.port

    def rss_bytes(self):
        return int(pathlib.Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_BYTES

    def clients(self):
        """Connections at the gateway's port that it has not closed."""
        rows = (row.split() for row in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:])
        return sum(1 for row in rows if row[1].endswith(f":{self.port:04X}") and row[3] in ("01", "08"))

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Bystander:
    """A client as it should be: a new connection for every request, ten a second."""

    def __init__(self, ask):
        self.ask, self.seconds, self.failures = ask, [], []
        self.ending = threading.Event()
        self.thread = threading.Thread(target=self.run, daemon=True)

    def run(self):
        while not self.ending.wait(0.1):
            start = time.monotonic()
            try:
                status = self.ask()
                if status != 200:
                    self.failures.append(status)
            except OSError as error:
                self.failures.append(repr(error))
            self.seconds.append(time.monotonic() - start)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        self.thread.join()


class Trial:
    def __init__(self, name, world, ask):
        self.name, self.ask, self.broken = name, ask, []
        self.process = Process(world)

    def require(self, what, holds):
        if not holds:
            self.broken.append(what)

    def run(self, attack, rss_growth_max, available=True):
        for _ in range(20):
            self.ask()
        rss, descriptors = self.process.rss_bytes(), self.process.descriptors()
        peak = {"rss": rss, "descriptors": descriptors}

        def sample():
            peak["rss"] = max(peak["rss"], self.process.rss_bytes())
            peak["descriptors"] = max(peak["descriptors"], self.process.descriptors())

        with Bystander(self.ask) as bystander:
            attack(sample)
        start = time.monotonic()
        settled = self.settles()
        p99 = statistics.quantiles(bystander.seconds, n=100)[98] if len(bystander.seconds) > 1 else float("nan")
        growth = peak["rss"] - rss
        print(f"{self.name:14} bystander {len(bystander.seconds)} requests, {len(bystander.failures)} failed,"
              f" p50 {statistics.median(bystander.seconds) * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms;"
              f" descriptors {descriptors} → {peak['descriptors']}; memory {rss >> 20} → {peak['rss'] >> 20} MiB;"
              f" settled in {time.monotonic() - start:.1f} s", flush=True)
        if available:
            self.require(f"the bystander failed: {bystander.failures[:3]}", not bystander.failures)
            self.require(f"its p99 is {p99:.2f} s", p99 <= P99_SECONDS_MAX)
        self.require(f"memory grew by {growth >> 20} MiB", growth <= rss_growth_max)
        self.require("connections are left behind", settled)
        self.require("the gateway does not answer afterwards", self.ask() == 200)
        for what in self.broken:
            print(f"{self.name:14} BROKEN: {what}", flush=True)
        return not self.broken

    def settles(self):
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            if self.process.clients() == 0:
                return True
            time.sleep(0.2)
        return False


def hold(sockets, seconds, sample):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        sample()
        time.sleep(0.25)
    for each in sockets:
        each.close()


def connect(port, count, sample, first=b"", receive_bytes=None):
    """Connections from several addresses of loopback, since one has too few ports for them all."""
    sockets = []
    for number in range(count):
        each = socket.socket()
        each.bind((f"127.0.0.{2 + number % 8}", 0))
        each.settimeout(10)
        if receive_bytes:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        each.connect(("127.0.0.1", port))
        if first:
            each.sendall(first)
        sockets.append(each)
        if number % 500 == 0:
            sample()
    return sockets


def slowhttptest(port, arguments, seconds=20, connections=4000):
    def attack(sample):
        running = subprocess.Popen(
            ["slowhttptest", *arguments, "-c", str(connections), "-r", "1000", "-l", str(seconds), "-p", "5", "-u",
             f"http://127.0.0.1:{port}/currencies/"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while running.poll() is None:
            sample()
            time.sleep(0.25)
    return attack


def plain_scenarios(world, token):
    port, process = world.port, Process(world)
    request = f"GET /currencies/?full=true HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n".encode()

    def idle(sample):
        sockets = connect(port, 10_000, sample, b"GET /status/ HTTP/1.1\r\nHost: a\r\n\r\n")
        sample()
        hold(sockets, 5, sample)

    def never_reads(sample):
        # Each asks for more than the kernel's buffers hold.
        hold(connect(port, 200, sample, request * 30, receive_bytes=4096), 12, sample)

    def descriptors(sample):
        before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (process.descriptors() + 20, before[1]))
        sockets = [socket.socket() for _ in range(300)]
        for each in sockets:
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        start, cpu = time.monotonic(), process.cpu_seconds()
        while time.monotonic() < start + 4:
            sample()
            time.sleep(0.25)
        share = (process.cpu_seconds() - cpu) / (time.monotonic() - start)
        print(f"{'descriptors':14} CPU while none was free: {share:.0%} of a core", flush=True)
        for each in sockets:
            each.close()
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)
        if share > 0.5:
            raise AssertionError("accepting spins while descriptors are exhausted")

    mebibyte = 1 << 20
    return {
        "slow-headers": (slowhttptest(port, ["-H", "-i", "3"]), 160 * mebibyte, True),
        "slow-body": (slowhttptest(port, ["-B", "-i", "3", "-s", "8192"]), 160 * mebibyte, True),
        "range": (slowhttptest(port, ["-R"]), 160 * mebibyte, True),
        "slow-read": (slowhttptest(port, ["-X", "-w", "10", "-y", "20", "-z", "32", "-k", "3"]), 160 * mebibyte,
                      True),
        "idle": (idle, 250 * mebibyte, True),
        "never-reads": (never_reads, 250 * mebibyte, True),
        # New clients cannot be served without descriptors: what counts is that nothing spins and that it recovers.
        "descriptors": (descriptors, 32 * mebibyte, False),
    }


def handshakes(port):
    """TLS records that begin a handshake and never go on."""
    def attack(sample):
        hold(connect(port, 2000, sample, b"\x16\x03\x01\x02\x00\x01\x00"), 8, sample)
    return attack


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*")
    wanted = parser.parse_args().scenario
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    held = True

    world = World(listener=LISTENER)
    try:
        world.add_account("main")
        greedy, tenant = (world.add_tenant(name, "main", "pooled") for name in ("greedy", "shop"))

        def ask():
            return call(world.port, "GET", "/currencies/", token=tenant.token).status

        for name, (attack, growth, available) in plain_scenarios(world, greedy.token).items():
            if wanted and name not in wanted:
                continue
            if name in ("slow-headers", "slow-body", "range", "slow-read") and not shutil.which("slowhttptest"):
                sys.exit("slowhttptest is missing: apt-get install slowhttptest")
            held &= Trial(name, world, ask).run(attack, growth, available)
    finally:
        world.close()

    if not wanted or "handshakes" in wanted:
        # A key that others can read is refused, and a checkout's can be.
        keys = tempfile.TemporaryDirectory()
        key = pathlib.Path(keys.name) / "leaf.key"
        shutil.copyfile(CERTIFICATES / "leaf.key", key)
        key.chmod(0o600)
        world = World(listener=LISTENER + f", tls: {{certificate_file: {CERTIFICATES}/leaf.pem, key_file: {key}}}")
        try:
            def ask_over_tls():
                done = subprocess.run(
                    ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--max-time", "10", "--cacert",
                     f"{CERTIFICATES}/root.pem", f"https://127.0.0.1:{world.port}/status/"],
                    capture_output=True, text=True)
                return int(done.stdout or 0)

            held &= Trial("handshakes", world, ask_over_tls).run(handshakes(world.port), 160 << 20)
        finally:
            world.close()
    sys.exit(0 if held else 1)


if __name__ == "__main__":
    main()
