"""What turns measurements into verdicts. The measurements themselves need a release build: run.py."""

import os
import unittest

from suite import disk, load, report, usage
from suite.scenarios import counts, profile


def run(cpu_seconds, requests=1000):
    return load.Measurement(
        requests=requests, seconds=1, cpu=usage.CPUTime(cpu_seconds, 0), p50_ms=1, p99_ms=2, resident_bytes=0)


class Verdicts(unittest.TestCase):
    def test_a_ratio_compares_neighbours_in_time(self):
        runs = {"fusegate": [run(0.02), run(0.06), run(0.01)], "nginx": [run(0.02), run(0.02), run(0.02)]}
        spread = report.ratio(runs, "fusegate", "nginx")
        self.assertEqual([round(value, 6) for value in (spread.median, spread.low, spread.high)], [1, 0.5, 3])

    def test_the_median_decides_and_the_limit_itself_is_met(self):
        self.assertTrue(report.Bar("", report.Spread(1, 0, 9), 1).is_met)
        self.assertFalse(report.Bar("", report.Spread(1.01, 0, 9), 1).is_met)
        self.assertTrue(report.Bar("", report.Spread(5000, 1, 9000), 5000, is_floor=True).is_met)
        self.assertFalse(report.Bar("", report.Spread(4999, 1, 9000), 5000, is_floor=True).is_met)
        self.assertIn("MISSED", report.Bar("", report.Spread(2, 2, 2), 1).text())

    def test_targets_take_turns(self):
        order = []
        targets = [type("Target", (), {"name": name}) for name in "ab"]
        report.interleave(targets, 2, lambda target: order.append(target.name))
        self.assertEqual(order, ["a", "b", "a", "b"])

    def test_every_pinned_count_is_a_bar(self):
        pinned = counts.pinned()
        self.assertEqual(set(pinned), set(counts.KINDS))
        bars = list(counts.bars(pinned))
        self.assertEqual(len(bars), sum(len(thresholds) for thresholds in pinned.values()))
        self.assertTrue(all(bar.is_met for bar in bars))
        for kind in pinned:
            worse = {**pinned, kind: {name: 2 * value for name, value in pinned[kind].items()}}
            self.assertEqual(sum(not bar.is_met for bar in counts.bars(worse)), len(pinned[kind]))


class Reading(unittest.TestCase):
    def test_percentiles_have_units(self):
        text = "     50%  950.00us\n     99%    1.50s \n"
        self.assertAlmostEqual(load.percentile(text, 50), 0.95)
        self.assertAlmostEqual(load.percentile(text, 99), 1500)

    def test_the_own_costs_of_a_profile_leave_calls_out(self):
        text = "fn=(1) outer\n10 5\n+1 7\ncfn=(2) inner\ncalls=3 0\n12 900\n\nfn=(2)\n* 300\n\nfn=(1)\n20 1\n"
        self.assertEqual(profile.own_costs(text), {"outer": 13, "inner": 300})

    def test_this_process_is_measured(self):
        self.assertGreater(usage.cpu_time(os.getpid()).user + usage.cpu_time(os.getpid()).system, 0)
        self.assertGreater(usage.resident_bytes(os.getpid()), 1 << 20)

    def test_a_disk_probe_leaves_nothing(self):
        median, tail = disk.sync_milliseconds(".")
        self.assertLessEqual(median, tail)
        self.assertFalse(os.path.exists("probe"))


if __name__ == "__main__":
    unittest.main()
