"""Medians, spreads, tables and bars."""

import dataclasses
import statistics


@dataclasses.dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values):
        values = list(values)
        return cls(statistics.median(values), min(values), max(values))

    def text(self, digits=2):
        return f"{self.median:.{digits}f} ({self.low:.{digits}f}..{self.high:.{digits}f})"


@dataclasses.dataclass(frozen=True)
class Bar:
    """A figure to reach. It is met when the median is."""
    what: str
    measured: Spread
    limit: float
    unit: str = ""
    is_floor: bool = False

    @property
    def is_met(self):
        return self.measured.median >= self.limit if self.is_floor else self.measured.median <= self.limit

    def text(self):
        sign, digits = (">=" if self.is_floor else "<="), (0 if self.limit >= 1000 else 2)
        verdict = "met   " if self.is_met else "MISSED"
        return f"  {verdict}  {self.what}: {self.measured.text(digits)}{self.unit}, bar {sign} {self.limit:g}{self.unit}"


def interleave(targets, rounds, measure):
    """Runs `measure(target)` for all targets in turn, `rounds` times, so that a change of the machine's mood meets all."""
    runs = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            runs[target.name].append(measure(target))
    return runs


def ratio(runs, ours, theirs, value=lambda run: run.cpu_us):
    """Round by round: neighbours in time are compared."""
    return Spread.of(value(our) / value(their) for our, their in zip(runs[ours], runs[theirs]))


def table(runs):
    lines = [f"  {'':12} {'CPU us/request':>24} {'user':>7} {'sys':>7} {'req/s':>8} {'p50 ms':>8} {'p99 ms':>8} {'RSS MiB':>8}"]
    for name, measured in runs.items():
        def middle(value):
            return statistics.median(value(run) for run in measured)
        lines.append(
            f"  {name:12} {Spread.of(run.cpu_us for run in measured).text():>24} {middle(lambda r: r.user_us):7.2f}"
            f" {middle(lambda r: r.system_us):7.2f} {middle(lambda r: r.per_second):8.0f}"
            f" {middle(lambda r: r.p50_ms):8.2f} {middle(lambda r: r.p99_ms):8.2f}"
            f" {middle(lambda r: r.resident_bytes) / 1048576:8.1f}")
    return "\n".join(lines)


def latency_table(runs):
    columns = ("p50_ms", "p90_ms", "p99_ms", "p999_ms", "max_ms")
    lines = [f"  {'ms':12} " + " ".join(f"{name.removesuffix('_ms'):>22}" for name in columns)]
    for name, latencies in runs.items():
        spreads = (Spread.of(getattr(latency, column) for latency in latencies) for column in columns)
        lines.append(f"  {name:12} " + " ".join(f"{spread.text():>22}" for spread in spreads))
    return "\n".join(lines)


def ratios(runs, ours="fusegate"):
    peers = [name for name in runs if name != ours]
    return "\n".join(f"  {ours} / {peer:10} {ratio(runs, ours, peer).text()}" for peer in peers)


def judge(bars):
    for bar in bars:
        print(bar.text(), flush=True)
    return bars


def show(title, runs, bars=(), ours="fusegate"):
    parts = [f"\n{title}", table(runs), *([ratios(runs, ours)] if len(runs) > 1 else [])]
    print("\n".join(parts), flush=True)
    return judge(list(bars))
