"""What the tests of tenants that share an account have in common."""

import unittest

from harness import World, eventually

ADDRESS = "TXYZabc123"


class PooledTenants(unittest.TestCase):
    """Two tenants that share an account."""

    world_options = {}

    def setUp(self):
        self.world = World(**self.world_options)
        self.addCleanup(self.world.close)
        self.world.add_account("shared")
        self.left, self.right = (self.world.add_tenant(name, "shared", "pooled") for name in ("left", "right"))

    def balance(self, tenant):
        """(amount, pending_amount) as printed, None without an entry."""
        account = tenant.call("GET", "/user/balances/").json["account"]
        entry = account.get("USDTTRC20")
        return entry and (entry["amount"], entry["pending_amount"])

    def awaits(self, tenant, *expected):
        eventually(f"{expected}, is {self.balance(tenant)}", lambda: self.balance(tenant) == expected)

    def fund(self, tenant):
        """123.45 less the upstream's 1 %."""
        created = tenant.pay(123.45)
        self.assertEqual(created.status, 201, created.body)
        self.awaits(tenant, "122.21550000", "0.00000000")
        return created.json["transaction_id"]

    def withdraw(self, tenant, amount, address=ADDRESS, key=None, **members):
        body = {"amount": amount, "currency": "USDTTRC20", "address": address, **members}
        return tenant.call("POST", "/withdrawal/", body, key)

    def settle(self, withdrawal, status):
        self.world.control("POST", f"/withdrawals/{withdrawal.json['withdrawal_id']}", {"status": status})

    def check(self):
        self.assertIn("no violation", self.world.cli("ledger", "check").stdout)
