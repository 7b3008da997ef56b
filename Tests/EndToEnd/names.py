"""A name server on the loopback for real gateways: answers names under one domain, and nothing else, ever."""

import socket
import struct
import threading


class NameServer:
    """Names that end in `.shop.test` are 127.0.0.1; all others are met with silence, as where their servers are dead."""

    ALIVE = b"\x04shop\x04test\x00"
    A = 1

    def __init__(self, ttl_seconds=0):
        self.ttl_seconds = ttl_seconds
        self.asked = []
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def settings(self, more=""):
        return f'names: {{servers: ["{self.address}"], {more}}}\n'

    def silent(self):
        """The names that it never answered, each once."""
        return {name for name in list(self.asked) if not name.endswith(self.ALIVE)}

    def _serve(self):
        while True:
            try:
                query, sender = self.socket.recvfrom(512)
            except OSError:
                return
            end = query.index(0, 12) + 1
            name, (kind,) = query[12:end].lower(), struct.unpack("!H", query[end:end + 2])
            self.asked.append(name)
            if name.endswith(self.ALIVE):
                self.socket.sendto(self._answer(query, end, kind), sender)

    def _answer(self, query, end, kind):
        record = b""
        if kind == self.A:
            record = b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, self.ttl_seconds, 4) + bytes([127, 0, 0, 1])
        head = query[:2] + b"\x81\x80" + struct.pack("!HHHH", 1, 1 if record else 0, 0, 0)
        return head + query[12:end + 4] + record

    def close(self):
        self.socket.close()
