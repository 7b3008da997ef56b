"""Names of receivers whose name servers are dead, beside those of other tenants."""

import json
import unittest

from harness import Receiver, World, eventually
from names import NameServer


class Names(unittest.TestCase):
    def setUp(self):
        self.server = NameServer()
        self.addCleanup(self.server.close)
        self.world = World(settings=self.server.settings("timeout: 20s, server_timeout: 5s"))
        self.addCleanup(self.world.close)
        self.world.add_account("shared")
        self.hostile, self.other = (
            self.world.add_tenant(name, "shared", "pooled") for name in ("hostile", "other"))

    def test_dead_name_servers_of_one_tenant_hold_up_nobody_else(self):
        for number in range(40):
            self.assertEqual(self.hostile.pay(callback_url=f"http://dead{number}.hostile.test/hook").status, 201)
        eventually("the hostile tenant's places are taken", lambda: len(self.server.silent()) >= 16)
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.other.webhook_secret
        port = receiver.server.server_port
        for number in range(20):
            created = self.other.pay(callback_url=f"http://receiver{number}.shop.test:{port}/hook")
            self.assertEqual(created.status, 201)
        # While every question of the other one hangs.
        eventually("the others' webhooks come", lambda: len(receiver.messages) >= 40)
        self.assertTrue(all(genuine for genuine, _, _ in receiver.messages))
        self.assertLessEqual(len(self.server.silent()), 40)

    def test_status_counts_those_that_wait_for_dead_name_servers_and_says_why(self):
        self.world.stop_gateway()
        text = self.world.config.read_text()
        text = text.replace("timeout: 20s, server_timeout: 5s", "timeout: 1s, server_timeout: 500ms")
        self.world.config.write_text(text.replace("[1s, 1s, 1s, 2s, 5s, 10s]", "[1h]"))
        self.world.start_gateway()
        well = self.world.cli("status")
        self.assertNotIn("unresolved", well.stdout)
        for number in range(3):
            self.assertEqual(self.hostile.pay(callback_url=f"http://dead{number}.hostile.test/hook").status, 201)

        def counted():
            status = json.loads(self.world.cli("status", "--json", check=False).stdout)
            return {one["reason"]: one["count"] for one in status["deliveries_unresolved"]}

        reason = "the name servers gave no answer in time"
        eventually("they are counted", lambda: counted().get(reason, 0) >= 3)
        status = self.world.cli("status", check=False)
        self.assertEqual(status.returncode, 1)
        self.assertRegex(
            status.stdout, rf"NOT WELL: \d+ webhook deliveries wait for the names of their receivers: {reason}")
