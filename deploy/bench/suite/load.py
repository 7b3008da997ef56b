"""Load on one target, and what a request cost it meanwhile."""

import dataclasses
import json
import re
import subprocess
import time

from . import prerequisites, report, usage

READ = "/rates/?amount=100&currency_from=USD&currency_to=USDTTRC20"
MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0, "m": 60_000.0}


class LoadFailure(Exception):
    """The load generator saw an error or another answer than a success."""


@dataclasses.dataclass(frozen=True)
class Measurement:
    requests: int
    seconds: float
    cpu: usage.CPUTime
    p50_ms: float
    p99_ms: float
    resident_bytes: int

    @property
    def user_us(self):
        return self.cpu.user / self.requests * 1e6

    @property
    def system_us(self):
        return self.cpu.system / self.requests * 1e6

    @property
    def cpu_us(self):
        return self.user_us + self.system_us

    @property
    def per_second(self):
        return self.requests / self.seconds


def closed_loop(target, key, *, connections, seconds, path=READ, script=None):
    """wrk: every connection sends its next request when the answer to the last one is there."""
    before, started = usage.cpu_time(target.pid), time.monotonic()
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s",
               "-H", f"Authorization: Bearer {key}", *(["-s", script] if script else []), target.url(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    elapsed, after = time.monotonic() - started, usage.cpu_time(target.pid)
    if done.returncode != 0 or "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
        raise LoadFailure(f"{target.name}: {done.stdout}{done.stderr}")
    return Measurement(
        requests=int(re.search(r"(\d+) requests in", done.stdout).group(1)), seconds=elapsed, cpu=after - before,
        p50_ms=percentile(done.stdout, 50), p99_ms=percentile(done.stdout, 99),
        resident_bytes=usage.resident_bytes(target.pid))


def in_turn(targets, key, options, **settings):
    """Warms every target up, then measures them in turn. Returns each target's measurements by its name."""
    for target in targets:
        closed_loop(target, key, connections=options.connections, seconds=1, **settings)
    return report.interleave(targets, options.rounds, lambda target: closed_loop(
        target, key, connections=options.connections, seconds=options.seconds, **settings))


@dataclasses.dataclass(frozen=True)
class Latency:
    p50_ms: float
    p90_ms: float
    p99_ms: float
    p999_ms: float
    max_ms: float
    planned: int
    answered: int
    seconds: float
    statuses: dict

    def require_status(self, status):
        if self.statuses != {str(status): self.planned}:
            raise LoadFailure(f"of {self.planned} requests {self.answered} were answered: {self.statuses}")


def open_loop(target, key, *, rate, seconds, connections, method="GET", path=READ, body=""):
    """native/open_loop.c: requests at a fixed rate, each timed from when it was due."""
    command = [prerequisites.native("open_loop"), target.port, rate, seconds, connections, key, method, path, body]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise LoadFailure(f"{target.name}: {done.stderr}")
    return Latency(**json.loads(done.stdout))


def percentile(text, which):
    number, unit = re.search(rf"{which}%\s+([\d.]+)(us|ms|s|m)\b", text).groups()
    return float(number) * MILLISECONDS[unit]
