"""The admin API says of itself what it is: the document is valid, and every endpoint answers as it says."""

import json
import pathlib
import socket
import socketserver
import subprocess
import threading
import unittest

from harness import World
from test_operator_lists import AdminConnection

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".build" / "python"


class Front(socketserver.ThreadingTCPServer):
    """The admin socket on a port of loopback, for tools that know no other."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, path):
        self.path = str(path)
        super().__init__(("127.0.0.1", 0), Connection)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        with socket.socket(socket.AF_UNIX) as admin:
            admin.connect(self.server.path)
            back = threading.Thread(target=relay, args=(admin, self.request), daemon=True)
            back.start()
            relay(self.request, admin)
            back.join()


def relay(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class OpenAPI(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        subprocess.run([ROOT / "deploy" / "install-python-tools.sh", TOOLS], check=True)
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.world.add_tenant("shop", "main", "pooled")

    def ask(self, method, path, body=None):
        connection = AdminConnection(self.world.data / "admin.sock")
        self.addCleanup(connection.close)
        connection.request(method, path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, json.loads(response.read())

    @property
    def document(self):
        status, document = self.ask("GET", "/v1/openapi.json")
        self.assertEqual(status, 200)
        return document

    def test_the_document_is_valid(self):
        path = self.world.data / "openapi.json"
        path.write_text(json.dumps(self.document))
        done = subprocess.run(
            [TOOLS / "bin" / "openapi-spec-validator", "--schema", "3.1.0", path], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_each_endpoint_takes_its_example(self):
        document = self.document
        seen = set()
        for path, operations in document["paths"].items():
            for method, operation in operations.items():
                target, pairs = path, []
                for parameter in operation.get("parameters", []):
                    if parameter["in"] == "path":
                        target = target.replace("{" + parameter["name"] + "}", parameter["example"])
                    elif "example" in parameter:
                        pairs.append((parameter["name"], parameter["example"]))
                query = "?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else ""
                body = None
                if "requestBody" in operation:
                    body = json.dumps(operation["requestBody"]["content"]["application/json"]["example"])
                status, answer = self.ask(method.upper(), "/v1" + target + query, body)
                self.assertIn(str(status), operation["responses"], (operation["operationId"], answer))
                self.assertNotEqual(status, 500, (operation["operationId"], answer))
                seen.add(operation["operationId"])
        self.assertGreater(len(seen), 45)

    def test_no_endpoint_contradicts_the_document(self):
        """Seeded, and bounded: a few requests an endpoint, good ones and bad ones."""
        front = Front(self.world.data / "admin.sock")
        self.addCleanup(front.server_close)
        self.addCleanup(front.shutdown)
        checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
        done = subprocess.run(
            [
                TOOLS / "bin" / "schemathesis", "run", front.url + "/v1/openapi.json", "--url", front.url + "/v1",
                "--phases", "examples,fuzzing", "--max-examples", "5", "--seed", "1", "--checks", checks,
                "--continue-on-failure", "--warnings", "off", "--no-color",
            ], capture_output=True, text=True, cwd=self.world.data, timeout=300)
        self.assertEqual(done.returncode, 0, done.stdout[-8000:] + done.stderr)


if __name__ == "__main__":
    unittest.main()
