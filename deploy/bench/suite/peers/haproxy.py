"""HAProxy as the bare reverse proxy: one thread, pooled connections, no log."""

from ..stage import free_port
from .target import Target


def start(stage, upstream, *, connections, certificates=None, prefix=()):
    port = free_port()
    bind, server = "", ""
    if certificates:
        both = stage.path("haproxy", "both.pem")
        both.write_text(open(certificates.certificate).read() + open(certificates.key).read())
        bind = f"ssl crt {both}"
        server = f"ssl verify required ca-file {certificates.authority} sni str(localhost) verifyhost localhost"
    configuration = stage.write(f"""
global
    maxconn {2 * connections + 512}
    nbthread 1
defaults
    mode http
    timeout connect 5s
    timeout client 600s
    timeout server 600s
    timeout http-keep-alive 600s
    http-reuse always
frontend front
    bind 127.0.0.1:{port} backlog 4096 {bind}
    default_backend back
backend back
    server up 127.0.0.1:{upstream.port} pool-max-conn {connections} {server}
""", "haproxy", "haproxy.cfg")
    process = stage.spawn("haproxy", [*prefix, "haproxy", "-db", "-q", "-f", configuration], port)
    return Target("haproxy", port, process, certificates is not None)
