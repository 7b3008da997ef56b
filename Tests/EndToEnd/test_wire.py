"""Every request that must be refused, sent to a real gateway with another behind it that must stay unanswered."""

import concurrent.futures
import pathlib
import re
import socket
import unittest

from harness import World, call

CORPUS = pathlib.Path(__file__).parent.parent / "Fixtures" / "http" / "requests-refused.corpus"
BEHIND = b"GET /status/ HTTP/1.1\r\nHost: a.example\r\nX-Smuggled: yes\r\n\r\n"
ESCAPES = re.compile(rb"\\(?:([rnt\\])|x([0-9A-Fa-f]{2})|\{(.)\*(\d+)\})")


def unescape(line):
    def plain(match):
        letter, hexadecimal, repeated, count = match.groups()
        if letter:
            return {b"r": b"\r", b"n": b"\n", b"t": b"\t", b"\\": b"\\"}[letter]
        return bytes([int(hexadecimal, 16)]) if hexadecimal else repeated * int(count)

    return ESCAPES.sub(plain, line)


def cases():
    """Name, expected messages and bytes of each case that holds whatever the limits are."""
    for block in CORPUS.read_bytes().split(b"\n\n"):
        lines = [line for line in block.split(b"\n") if line and not line.startswith(b";")]
        if not lines or any(line.startswith(b"limit:") for line in lines):
            continue
        start = next(index for index, line in enumerate(lines) if line.startswith(b"expect:"))
        name = lines[0].removeprefix(b"name: ").decode()
        expected = lines[start].removeprefix(b"expect:").decode().split("|")
        yield name, [message.strip() for message in expected], b"".join(map(unescape, lines[start + 1:]))


def exchange(port, data):
    """Everything that comes back until the gateway closes."""
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        try:
            connection.sendall(data)
            while part := connection.recv(65536):
                received += part
        except ConnectionResetError:
            pass
    return received


def answers(received):
    """Status and lower-case head of each answer, which must be all that there is."""
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
        yield int(head[9:12]), head.lower()
        received = rest[int(length.group(1)):]


class Wire(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)

    def check(self, case):
        name, expected, data = case
        got = list(answers(exchange(self.world.port, data + BEHIND)))
        statuses = [status for status, _ in got]
        before, refusal = expected[:-1], int(expected[-1])
        if before and before[-1].startswith("partial "):
            # Answered by its head; what is wrong with its body ends the connection.
            self.assertEqual(len(statuses), len(before), f"{name}: {statuses}")
        else:
            self.assertEqual(len(statuses), len(before) + 1, f"{name}: {statuses}")
            self.assertEqual(statuses[-1], refusal, name)
        self.assertIn(b"\r\nconnection: close", got[-1][1], name)
        self.assertNotIn(200, statuses, name)

    def test_refused_requests(self):
        refused = list(cases())
        self.assertGreater(len(refused), 200)
        with concurrent.futures.ThreadPoolExecutor(32) as workers:
            list(workers.map(self.check, refused))
        self.assertIsNone(self.world.gateway.poll())
        self.assertEqual(call(self.world.port, "GET", "/status/").status, 200)


if __name__ == "__main__":
    unittest.main()
