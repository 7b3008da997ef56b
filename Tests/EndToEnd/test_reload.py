"""A configuration that changes under a running gateway."""

import http.client
import json
import signal
import unittest

from harness import World, eventually


class Reload(unittest.TestCase):
    def setUp(self):
        self.world = World(settings="reload_on_change: false")
        self.addCleanup(self.world.close)
        self.world.add_account("main")
        self.tenant = self.world.add_tenant("shop", "main", "pooled")

    def body_status(self, size):
        return self.tenant.call("POST", "/payments/status/", b" " * size).status

    def reload(self, **settings):
        self.world.configure(**settings)
        # Named, so that the gateway reads the file and not only the command.
        return self.world.cli("reload", "--json", "--socket", f"{self.world.directory}/data/admin.sock", check=False)

    def test_a_changed_limit_holds_without_a_restart(self):
        process = self.world.gateway.pid
        self.assertEqual(self.body_status(5000), 400)
        done = self.reload(listener="limits: {body_bytes_max: 4KiB}", settings="reload_on_change: false")
        self.assertEqual(json.loads(done.stdout), {"keys_waiting_for_restart": []})
        self.assertEqual(self.body_status(5000), 413)

        self.world.configure(settings="reload_on_change: true")
        self.world.gateway.send_signal(signal.SIGHUP)
        eventually("SIGHUP is obeyed", lambda: self.body_status(5000) == 400)
        self.world.configure(listener="limits: {body_bytes_max: 4KiB}")
        eventually("the changed file is taken over", lambda: self.body_status(5000) == 413)
        self.assertEqual(self.world.gateway.pid, process)
        self.assertIsNone(self.world.gateway.poll())
        self.assertEqual(self.tenant.call("GET", "/currencies/").status, 200)

    def test_a_connection_that_lives_on_is_under_the_new_limits(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.world.port, timeout=60)
        self.addCleanup(connection.close)

        def policy():
            connection.request("GET", "/currencies/", headers={"Authorization": "Bearer " + self.tenant.token})
            response = connection.getresponse()
            response.read()
            return response.headers["RateLimit-Policy"]

        self.assertEqual(policy(), '"read";q=100000;w=60')
        self.assertEqual(policy(), '"read";q=100000;w=60')
        text = self.world.config.read_text()
        self.world.config.write_text(text.replace("read: {quota: 100000", "read: {quota: 99"))
        self.world.cli("reload")
        self.assertEqual(policy(), '"read";q=99;w=60')

    def test_an_invalid_file_is_kept_out_whole(self):
        done = self.reload(listener="limits: {body_bytes_max: 4KiB}", settings="event_lops: 3")
        self.assertEqual(done.returncode, 78, done.stderr)
        for word in (f"{self.world.config}:3", "event_lops", "did you mean event_loops?"):
            self.assertIn(word, done.stderr)
        self.assertEqual(self.world.cli("config", "check", check=False).returncode, 78)
        self.assertEqual(self.body_status(5000), 400)
        self.assertIn("not reloaded", self.world.log())

    def test_keys_of_a_restart_are_named_and_the_rest_holds(self):
        done = self.reload(listener="limits: {body_bytes_max: 4KiB}", settings="event_loops: 3\nlog: {format: json}")
        self.assertEqual(json.loads(done.stdout), {"keys_waiting_for_restart": ["event_loops", "log.format"]})
        self.assertIn("event_loops, log.format", self.world.log())
        self.assertEqual(self.body_status(5000), 413)
        self.assertEqual(self.reload().returncode, 0)
        self.assertEqual(self.body_status(5000), 400)


if __name__ == "__main__":
    unittest.main()
