"""Requests one after another on one connection: the same work every time, for counting."""

import re
import socket
import ssl

from .load import READ, LoadFailure

PAYMENT = (
    '{"amount":100.00,"currency":"USDTTRC20","price_currency":"USD","order_id":"order_12345",'
    '"order_description":"Premium subscription payment","is_fixed_rate":true,"is_fee_paid_by_user":false,'
    '"expiry_minutes":30}')


class Connection:
    def __init__(self, target, key, authority=None):
        self.target, self.key, self.sent = target, key, 0
        self.socket = socket.create_connection(("127.0.0.1", target.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if target.is_tls:
            client = authority if isinstance(authority, ssl.SSLContext) else client_context(authority)
            self.socket = client.wrap_socket(self.socket, server_hostname="localhost")

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.socket.close()

    def read(self, count=1):
        for _ in range(count):
            self.exchange(f"GET {READ} HTTP/1.1\r\n", "", 200)

    def pay(self, count=1):
        for _ in range(count):
            self.sent += 1
            more = (f"Content-Type: application/json\r\nContent-Length: {len(PAYMENT)}\r\n"
                    f"Idempotency-Key: {id(self)}-{self.sent}\r\n")
            self.exchange(f"POST /payments/ HTTP/1.1\r\n{more}", PAYMENT, 201)

    def exchange(self, start, body, status):
        common = f"Host: 127.0.0.1:{self.target.port}\r\nAuthorization: Bearer {self.key}\r\n"
        self.socket.sendall(f"{start}{common}\r\n{body}".encode())
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer) < whole_length(answer):
            received = self.socket.recv(16384)
            if not received:
                raise LoadFailure(f"{self.target.name} closed a connection after {answer!r}")
            answer += received
        if not answer.startswith(f"HTTP/1.1 {status} ".encode()):
            raise LoadFailure(f"{self.target.name} answered {answer!r}")


def client_context(authority):
    return ssl.create_default_context(cafile=authority)


def whole_length(answer):
    """Of head and body."""
    head, _, _ = answer.partition(b"\r\n\r\n")
    return len(head) + 4 + int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head).group(1))
