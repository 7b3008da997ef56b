"""A gateway that runs out of file descriptors."""

import http.client
import os
import resource
import socket
import time
import unittest

from harness import World, call, eventually


def processor_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Descriptors(unittest.TestCase):
    def test_it_waits_serves_who_is_there_and_recovers(self):
        world = World()
        self.addCleanup(world.close)
        pid = world.gateway.pid
        resident = http.client.HTTPConnection("127.0.0.1", world.port, timeout=60)
        self.addCleanup(resident.close)

        def served():
            resident.request("GET", "/status/")
            response = resident.getresponse()
            response.read()
            return response.status

        self.assertEqual(served(), 200)
        before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
        used = max(int(name) for name in os.listdir(f"/proc/{pid}/fd")) + 1
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (used + 4, before[1]))
        crowd = [socket.create_connection(("127.0.0.1", world.port)) for _ in range(40)]
        eventually("it says so", lambda: "cannot accept connections; waiting" in world.log())
        # It tries again every 250 ms, and not as often as the kernel would have it.
        spent = processor_seconds(pid)
        time.sleep(2)
        self.assertLess(processor_seconds(pid) - spent, 0.5)
        self.assertEqual(served(), 200)
        self.assertEqual(world.log().count("cannot accept connections"), 1)
        for connection in crowd:
            connection.close()
        resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
        self.assertEqual(call(world.port, "GET", "/status/").status, 200)
        self.assertIn("accepting connections again", world.log())
        self.assertEqual(world.stop_gateway(), 0)


if __name__ == "__main__":
    unittest.main()
