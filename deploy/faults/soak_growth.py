#!/usr/bin/env python3
"""A million requests over nine years of a clock that runs ahead, under the default retention: the store's file grows until
the first object leaves it (18 months), and then stays as large as it is: the books, too, where payments are booked.

    deploy/faults/soak_growth.py [--writes 1000000] [--share dedicated|pooled|mixed] [--probe .build/release/store-probe]

Exit status 1 when the file of the last third is more than a tenth larger than at the end of the first third, or when the
books are not whole.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEVELS_OFF_AT = 1.10


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--writes", type=int, default=1_000_000)
    options.add_argument("--share", choices=["dedicated", "pooled", "mixed"], default="dedicated")
    options.add_argument("--probe", default=ROOT / ".build/release/store-probe")
    options = options.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        command = [options.probe, "growth", directory, str(options.writes), options.share]
        reports = []
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as probe:
            for line in probe.stdout:
                reports.append(json.loads(line))
                print(line.strip(), flush=True)
        if probe.returncode != 0:
            sys.exit(f"the probe ended with {probe.returncode}")
        archived = sum(file.stat().st_size for file in pathlib.Path(directory, "archive").iterdir())
    violations = reports.pop()["violations"]
    print(f"archived: {archived:,} bytes; violations of the books: {violations}")
    third = len(reports) // 3
    early, late = reports[third - 1], reports[-1]
    print(f"file after a third of the time {early['file_bytes']:,} bytes, at the end {late['file_bytes']:,} bytes")
    if late["file_bytes"] > early["file_bytes"] * LEVELS_OFF_AT:
        sys.exit("the file goes on growing")
    sys.exit(violations != 0)


if __name__ == "__main__":
    main()
