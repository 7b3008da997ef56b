"""10,000 idle keep-alive connections, plain and TLS: resident bytes each, beside nginx."""

import contextlib
import re
import socket
import ssl

from .. import certificates, load, report, usage
from ..peers import gateway, nginx
from ..stage import Stage

COUNT = 10_000
BYTES_MAX = {"plain": 10 * 1024, "TLS": 40 * 1024}


def run(options):
    with Stage() as stage:
        made = certificates.make(stage)
        upstream = nginx.fast_upstream(stage)
        print(f"\n{COUNT} idle keep-alive connections, each after one answered request: resident bytes each")
        bars = []
        for kind, pair in (("plain", None), ("TLS", made)):
            ours = gateway.start(stage, options.fusegate, upstream, connections=64, certificates=pair, name=f"ours-{kind}")
            peer = nginx.bare(stage, upstream, connections=COUNT, certificates=pair, name=f"nginx-{kind}")
            for target in (peer, ours):
                each = bytes_each(target, ours.key, pair)
                print(f"  {kind:6} {target.name:10} {each:8.0f}", flush=True)
            bars.append(report.Bar(
                f"idle connection, {kind}", report.Spread(each, each, each), BYTES_MAX[kind], " bytes"))
        return report.judge(bars)


def bytes_each(target, key, pair):
    load.closed_loop(target, key, connections=64, seconds=1)
    before = usage.resident_bytes(target.pid)
    with contextlib.ExitStack() as open_connections:
        client = ssl.create_default_context(cafile=pair.authority) if pair else None
        for _ in range(COUNT):
            open_connections.enter_context(used_connection(target, key, client))
        return (usage.resident_bytes(target.pid) - before) / COUNT


def used_connection(target, key, client):
    """A connection that has had one answer."""
    connection = socket.create_connection(("127.0.0.1", target.port), timeout=30)
    if client:
        connection = client.wrap_socket(connection, server_hostname="localhost")
    connection.sendall(
        f"GET {load.READ} HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    answer = b""
    while b"\r\n\r\n" not in answer or len(answer) < length(answer):
        received = connection.recv(4096)
        if not received:
            raise load.LoadFailure(f"{target.name} closed a connection after {answer!r}")
        answer += received
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise load.LoadFailure(f"{target.name} answered {answer!r}")
    return connection


def length(answer):
    """Of head and body."""
    head, _, _ = answer.partition(b"\r\n\r\n")
    return len(head) + 4 + int(re.search(rb"(?i)\r\ncontent-length: *(\d+)", head).group(1))
