#!/usr/bin/env python3
"""CPU per request of the read path, against bare nginx as reverse proxy, interleaved in one run on this machine.

Both stand before the same nginx that answers a fixed JSON; wrk loads them over loopback. Fusegate does API-key
authentication, rate limiting, token injection and audit; nginx only forwards. Needs nginx, wrk and a release build:

    swift build -c release --product fusegate && deploy/bench/read_path.py
"""

import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

BODY = '{"currency_from":"USD","currency_to":"USDTTRC20","amount":100.0,"estimated_amount":99.0,"rate":0.99,' \
       '"fee_percentage":1.0,"fee_amount":1.0,"timestamp":"2024-12-27T10:00:00Z"}'
TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, process, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            sys.exit(f"{process.args[0]} ended with {process.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit(f"nothing listens on {port}")


def children(pid):
    path = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def cpu_seconds(pid):
    """User and system time of the process and its workers."""
    user = system = 0
    for one in [pid, *children(pid)]:
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rsplit(")", 1)[1].split()
        user, system = user + int(fields[11]), system + int(fields[12])
    return user / TICKS, system / TICKS


def rss_mib(pid):
    total = 0
    for one in [pid, *children(pid)]:
        match = re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{one}/status").read_text())
        total += int(match.group(1)) if match else 0
    return total / 1024


class Bench:
    def __init__(self, fusegate):
        self.fusegate = fusegate
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="fusegate-bench-"))
        self.processes = []
        self.upstream_port, self.nginx_port, self.port = free_port(), free_port(), free_port()

    def spawn(self, *command):
        log = open(self.directory / f"{pathlib.Path(command[0]).name}-{len(self.processes)}.log", "wb")
        process = subprocess.Popen(command, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def nginx(self, name, port, server, before=""):
        directory = self.directory / name
        directory.mkdir()
        (directory / "nginx.conf").write_text(f"""
            daemon off; worker_processes 1; pid {directory}/pid; error_log {directory}/error.log;
            events {{ worker_connections 4096; }}
            http {{
                access_log off; keepalive_requests 1000000000; client_body_temp_path {directory}/body;
                proxy_temp_path {directory}/proxy; fastcgi_temp_path {directory}/fastcgi;
                uwsgi_temp_path {directory}/uwsgi; scgi_temp_path {directory}/scgi;
                {before}
                server {{ listen 127.0.0.1:{port}; {server} }}
            }}""")
        process = self.spawn("nginx", "-p", str(directory), "-c", str(directory / "nginx.conf"))
        wait_for(port, process)
        return process

    def start(self):
        token = '{"access_token":"upstream-token","token_type":"Bearer","expires_in":36000,"scope":"read write"}'
        self.nginx("upstream", self.upstream_port, f"""
            default_type application/json;
            location /o/token/ {{ return 200 '{token}'; }}
            location / {{ return 200 '{BODY}'; }}""")
        self.peer = self.nginx("peer", self.nginx_port, """
            location / { proxy_pass http://up; proxy_http_version 1.1; proxy_set_header Connection ""; }""",
            f"upstream up {{ server 127.0.0.1:{self.upstream_port}; keepalive 256; keepalive_requests 1000000000; }}")
        config = self.directory / "fusegate.yaml"
        config.write_text(
            f"public_url: http://127.0.0.1:{self.port}\nlistener: {{port: {self.port}}}\nevent_loops: 1\n"
            f"data_directory: {self.directory}/data\nconcurrency: {{per_tenant_max: 4096}}\n"
            "rate_limits: {read: {quota: 1000000, window: 1s, burst: 1000000}}\nlog: {level: error}\n")
        self.gateway = self.spawn(self.fusegate, "serve", "--config", str(config))
        wait_for(self.port, self.gateway)
        self.cli(config, "credential", "add", "bench", "--base-url", f"http://127.0.0.1:{self.upstream_port}",
                 "--client-id", "bench", input="secret\nwebhook-secret\n")
        self.cli(config, "tenant", "create", "bench", "--credential", "bench")
        made = json.loads(self.cli(config, "key", "create", "bench", "--json"))
        self.key = next(value for value in made.values() if isinstance(value, str) and value.startswith("fg_live_"))

    def cli(self, config, *arguments, input=""):
        command = [self.fusegate, *arguments, "--config", str(config)]
        return subprocess.run(command, input=input, capture_output=True, text=True, check=True).stdout

    def load(self, process, port, connections, seconds):
        before, started = cpu_seconds(process.pid), time.monotonic()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", f"Authorization: Bearer {self.key}",
             f"http://127.0.0.1:{port}/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20"],
            capture_output=True, text=True, check=True)
        elapsed, after = time.monotonic() - started, cpu_seconds(process.pid)
        if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
            sys.exit(done.stdout)
        requests = int(re.search(r"(\d+) requests in", done.stdout).group(1))
        return {
            "user": (after[0] - before[0]) / requests * 1e6, "sys": (after[1] - before[1]) / requests * 1e6,
            "rps": requests / elapsed, "p50": re.search(r"50%\s+(\S+)", done.stdout).group(1),
            "p99": re.search(r"99%\s+(\S+)", done.stdout).group(1), "rss": rss_mib(process.pid)}

    def close(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
        shutil.rmtree(self.directory)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fusegate", default=".build/release/fusegate")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    for tool in ("nginx", "wrk", options.fusegate):
        if not shutil.which(tool):
            sys.exit(f"{tool} is missing: see the head of this file")
    bench = Bench(os.path.abspath(options.fusegate))
    try:
        bench.start()
        targets = {"nginx": (bench.peer, bench.nginx_port), "fusegate": (bench.gateway, bench.port)}
        for process, port in targets.values():
            bench.load(process, port, options.connections, 2)
        runs = {name: [] for name in targets}
        for _ in range(options.rounds):
            for name, (process, port) in targets.items():
                run = bench.load(process, port, options.connections, options.seconds)
                runs[name].append(run)
                print(f"{name:9} {run['user'] + run['sys']:6.2f} µs CPU/request (user {run['user']:.2f}, sys "
                      f"{run['sys']:.2f})  {run['rps']:8.0f}/s  p50 {run['p50']}  p99 {run['p99']}  "
                      f"RSS {run['rss']:.0f} MiB", flush=True)
        ratios = [ours["user"] + ours["sys"] for ours in runs["fusegate"]]
        ratios = [ours / (peer["user"] + peer["sys"]) for ours, peer in zip(ratios, runs["nginx"])]
        print(f"fusegate / nginx: median {statistics.median(ratios):.2f}, {min(ratios):.2f} to {max(ratios):.2f}")
    finally:
        bench.close()


if __name__ == "__main__":
    main()
