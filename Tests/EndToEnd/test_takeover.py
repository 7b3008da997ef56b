"""One process takes over from another under load: the listening socket outlives both, and no request fails."""

import http.client
import json
import signal
import socket
import subprocess
import threading
import time
import unittest

from harness import FUSEGATE, World, call, eventually

# A request may wait for the old process's last work and the new one's start, on a busy machine.
WAIT_SECONDS_MAX = 20


class Client(threading.Thread):
    """Keeps one connection alive for as long as the gateway does, and asks and pays by turns."""

    def __init__(self, port, token, number, ending):
        super().__init__(daemon=True)
        self.port, self.token, self.number, self.ending = port, token, number, ending
        self.answers, self.failures, self.longest = 0, [], 0.0

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.ending.is_set():
            start = time.monotonic()
            try:
                status = self.request(connection)
                if status not in (200, 201):
                    self.failures.append(status)
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
            self.longest = max(self.longest, time.monotonic() - start)
            self.answers += 1
        connection.close()

    def request(self, connection):
        fields = {"Authorization": "Bearer " + self.token}
        if self.answers % 4:
            connection.request("GET", "/currencies/", headers=fields)
        else:
            fields |= {"Content-Type": "application/json", "Idempotency-Key": f"k{self.number}-{self.answers}"}
            body = {"amount": 100, "currency": "USDTTRC20", "price_currency": "USD"}
            connection.request("POST", "/payments/", json.dumps(body), fields)
        response = connection.getresponse()
        response.read()
        return response.status


class Takeover(unittest.TestCase):
    def setUp(self):
        # On a busy machine a client may not get to send for seconds.
        self.world = World(listener="limits: {drain_idle_grace: 10s}")
        self.addCleanup(self.world.close)
        self.world.add_account("main")
        self.token = self.world.add_tenant("shop", "main", "pooled").token
        self.world.stop_gateway()
        self.socket = socket.socket()
        self.addCleanup(self.socket.close)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", self.world.port))
        self.socket.listen(1024)

    def start(self, *arguments):
        """A gateway with the socket as descriptor 3, the way systemd passes it."""
        command = f'exec env LISTEN_PID=$$ LISTEN_FDS=1 "$0" "$@" 3<&{self.socket.fileno()}'
        with open(self.world.directory / "serve.log", "ab") as log:
            return subprocess.Popen(
                ["bash", "-c", command, FUSEGATE, "serve", "--config", str(self.world.config), *arguments],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, pass_fds=[self.socket.fileno()])

    def answers(self, process):
        def status():
            if process.poll() is not None:
                raise AssertionError(self.world.log())
            return call(self.world.port, "GET", "/status/").status == 200
        return status

    def test_no_request_fails_while_processes_change(self):
        self.world.gateway = self.start()
        eventually("the first answers", self.answers(self.world.gateway))
        ending = threading.Event()
        clients = [Client(self.world.port, self.token, number, ending) for number in range(8)]
        for client in clients:
            client.start()
        for beforehand in (False, True, False):
            served = sum(client.answers for client in clients)
            eventually("it serves", lambda: sum(client.answers for client in clients) > served + 80)
            old = self.world.gateway
            new = self.start("--wait-for-store", "60") if beforehand else None
            old.send_signal(signal.SIGTERM)
            self.assertEqual(old.wait(timeout=60), 0, self.world.log())
            self.world.gateway = new or self.start()
        served = sum(client.answers for client in clients)
        eventually("the last serves", lambda: sum(client.answers for client in clients) > served + 80)
        ending.set()
        for client in clients:
            client.join(timeout=60)
        self.assertEqual([client.failures for client in clients], [[]] * len(clients), self.world.log())
        longest = max(client.longest for client in clients)
        print(f"{sum(client.answers for client in clients)} answers, the longest wait {longest:.2f} s")
        self.assertLess(longest, WAIT_SECONDS_MAX)
        paid = sum(len(range(0, client.answers, 4)) for client in clients)
        self.assertEqual(len(self.world.effects("payment_created")), paid)
        self.assertEqual(self.world.stop_gateway(), 0)

    def test_a_drain_is_announced_before_it_begins(self):
        self.world.configure(listener="limits: {drain_delay: 3s}")
        self.world.gateway = self.start()
        eventually("it answers", self.answers(self.world.gateway))
        self.world.gateway.send_signal(signal.SIGTERM)

        def withdrawn():
            answer = call(self.world.port, "GET", "/status/")
            return answer if answer.status == 503 else None

        answer = eventually("the readiness route says so", withdrawn)
        self.assertEqual((answer.json["status"], answer.fields["connection"]), ("draining", "close"))
        self.assertEqual(call(self.world.port, "GET", "/currencies/", token=self.token).status, 200)
        self.assertEqual(self.world.gateway.wait(timeout=60), 0)

    def test_what_is_no_listening_socket_is_refused(self):
        self.socket.close()
        with socket.socket() as self.socket:
            process = self.start()
            self.assertEqual(process.wait(timeout=60), 1)
            self.assertIn("no listening socket", self.world.log())

    def test_a_second_process_does_not_wait_unless_told_to(self):
        self.world.gateway = self.start()
        eventually("it answers", self.answers(self.world.gateway))
        self.assertEqual(self.start().wait(timeout=60), 1)
        self.assertEqual(call(self.world.port, "GET", "/status/").status, 200)


if __name__ == "__main__":
    unittest.main()
