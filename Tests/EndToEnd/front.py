"""Stands before the simulator: keeps what is asked, and may change what is answered."""

import http.server
import json
import threading

from harness import call


class Front:
    def __init__(self, upstream_port):
        # Path and body of each POST but for tokens.
        self.bodies = []
        # Takes path, the answer's JSON and the body asked with; gives status, fields and bytes to send instead.
        self.alter = None
        front = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                asked = json.loads(body) if body and self.path != "/o/token/" else None
                if asked is not None:
                    front.bodies.append((self.path, asked))
                fields = {name: self.headers[name] for name in ("Authorization", "Content-Type") if self.headers[name]}
                answer = call(upstream_port, self.command, self.path, body or None, fields=fields)
                status, fields, content = answer.status, {}, answer.body
                if front.alter and self.path != "/o/token/":
                    status, fields, content = front.alter(self.path, answer, asked)
                self.send_response(status)
                self.send_header("Content-Type", answer.fields["content-type"])
                for name, value in fields.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = forward

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
