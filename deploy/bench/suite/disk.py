"""What the disk under a directory can do, for comparison with what is made durable on it."""

import os
import time

WRITES = 100


def sync_milliseconds(directory):
    """The median and the 99th percentile of a 4 KiB write made durable."""
    path = os.path.join(directory, "probe")
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        times = sorted(timed_write(file, index * 4096) for index in range(WRITES))
    finally:
        os.close(file)
        os.unlink(path)
    return times[WRITES // 2] * 1000, times[-1 - WRITES // 100] * 1000


def timed_write(file, offset):
    os.pwrite(file, bytes(4096), offset)
    begun = time.perf_counter()
    os.fdatasync(file)
    return time.perf_counter() - begun
