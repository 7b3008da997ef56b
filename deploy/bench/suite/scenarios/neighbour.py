"""A tenant at 50 times its limit, beside a quiet one: what becomes of the quiet one's p99."""

import threading

from .. import load, report
from ..peers import gateway, nginx
from ..stage import Stage

QUIET_RATE = 200
LIMIT = 100
EXCESS = 50
BAR = 1.2


def run(options):
    with Stage() as stage:
        upstream = nginx.fast_upstream(stage)
        ours = gateway.start(stage, options.fusegate, upstream, connections=options.connections)
        quiet, noisy = ours.add_tenant("quiet"), ours.add_tenant("noisy")
        ours.command("limit", "set", "noisy", "read", "--quota", str(LIMIT), "--window", "1s", "--burst", str(LIMIT))
        alone, beside, refused = [], [], 0
        for _ in range(options.rounds):
            alone.append(listen(ours, quiet, options))
            shout = Shout(ours, noisy, options)
            beside.append(listen(ours, quiet, options))
            refused += shout.end()
        for latency in alone + beside:
            latency.require_status(200)
        print(f"\nreads of a quiet tenant at {QUIET_RATE}/s, alone and beside one at {EXCESS} times its limit of {LIMIT}/s"
              f" ({refused} refused)\n{report.latency_table({'alone': alone, 'beside': beside})}")
        ratio = report.Spread.of(loud.p99_ms / still.p99_ms for loud, still in zip(beside, alone))
        return report.judge([report.Bar("a quiet tenant's p99 beside a noisy one / alone", ratio, BAR)])


def listen(target, key, options):
    return load.open_loop(target, key, rate=QUIET_RATE, seconds=options.seconds, connections=8)


class Shout(threading.Thread):
    """The noisy tenant's requests, from now until a little after the quiet one's."""

    def __init__(self, target, key, options):
        super().__init__()
        self.arguments = (target, key)
        self.settings = {"rate": LIMIT * EXCESS, "seconds": options.seconds + 1, "connections": 32}
        self.latency = None
        self.start()

    def run(self):
        self.latency = load.open_loop(*self.arguments, **self.settings)

    def end(self):
        """How many were refused."""
        self.join()
        refused = self.latency.statuses.get("429", 0) if self.latency else 0
        if refused == 0:
            raise load.LoadFailure("the noisy tenant was never limited")
        return refused
