"""Names of receivers whose name servers are dead, beside those of other tenants."""

import unittest

from harness import Receiver, World, eventually
from names import NameServer


class Names(unittest.TestCase):
    def setUp(self):
        self.server = NameServer()
        self.addCleanup(self.server.close)
        self.world = World(settings=self.server.settings("timeout: 20s, server_timeout: 5s"))
        self.addCleanup(self.world.close)
        self.world.add_credential("shared")
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
