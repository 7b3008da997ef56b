"""What an account holds is given to a tenant by two operators, through real processes and real users."""

import json
import unittest

from harness import Tenant, World

ADDRESS = "TXYZabc123"


class Locks(unittest.TestCase):
    operators = True

    def setUp(self):
        self.world = World(operators=self.operators)
        self.addCleanup(self.world.close)
        self.world.add_account("own")

    def withdraw(self, tenant):
        return tenant.call("POST", "/withdrawal/", {"amount": 100, "currency": "USDTTRC20", "address": ADDRESS})

    def made(self):
        return len(self.world.effects("withdrawal_created"))

    def accounts(self):
        shown = json.loads(self.world.cli("account", "list", "--json").stdout)["accounts"]
        return sorted(account["name"] for account in shown)


class WithOperators(Locks):
    def test_one_operator_alone_does_not_take_what_an_account_holds(self):
        """The story: the account has money, somebody of the support makes a tenant of it, and withdraws."""
        done = self.world.cli_as("nobody", "tenant", "create", "solo", "--account", "own", "--json")
        thief = Tenant(self.world, json.loads(done.stdout))
        refused = self.withdraw(thief)
        self.assertEqual((refused.status, refused.code), (403, "forbidden"))
        self.assertIn("Withdrawals are locked", refused.json["error"]["message"])
        unreadable = thief.call("POST", "/withdrawal/", {"amount": 1})
        self.assertEqual(unreadable.status, 400)
        asked = self.world.cli_as("nobody", "withdrawal", "lock", "solo", "off")
        self.assertIn("Nothing has changed yet", asked.stdout)
        self.assertIn("withdrawals of solo: locked -> unlocked, up to all that the account own holds", asked.stdout)
        proposal = json.loads(self.world.cli("proposal", "list", "--json").stdout)["proposals"][0]["id"]
        self.assertEqual(self.world.cli_as("nobody", "proposal", "approve", proposal).returncode, 77)
        self.assertEqual(self.withdraw(thief).status, 403)
        self.assertEqual(self.made(), 0)
        self.assertEqual(self.world.cli_as("sync", "proposal", "approve", proposal).returncode, 0)
        self.assertEqual(self.withdraw(thief).status, 201)
        self.world.cli_as("nobody", "withdrawal", "lock", "solo", "on")
        self.assertEqual(self.withdraw(thief).status, 403, "locking needs nobody else")
        self.world.restart_gateway()
        self.assertEqual(self.withdraw(thief).status, 403, "it outlives the process")
        self.assertEqual(self.made(), 1)

    def test_whoever_makes_it_is_told(self):
        said = self.world.cli("tenant", "create", "solo", "--account", "own").stdout
        self.assertIn("fusegate withdrawal lock solo off", said)
        self.assertIn("locked", self.world.cli("tenant", "show", "solo").stdout)
        self.assertIn("Locked: every withdrawal is refused.", self.world.cli("withdrawal", "show", "solo").stdout)

    def test_an_account_gets_a_second_name_by_two(self):
        self.world.add_account("second")
        self.assertEqual(self.accounts(), ["own"])
        proposal = json.loads(self.world.cli("proposal", "list", "--json").stdout)["proposals"][0]
        self.assertEqual(proposal["summary"], "the account of own, client id sim-client: second, too")
        self.assertEqual(self.world.cli_as("nobody", "proposal", "approve", proposal["id"]).returncode, 0)
        self.assertEqual(self.accounts(), ["own", "second"])


class WithoutOperators(Locks):
    operators = False

    def test_it_acts_at_once_and_status_says_so(self):
        tenant = self.world.add_tenant("solo", "own")
        self.world.add_account("second")
        self.assertEqual(self.withdraw(tenant).status, 201)
        warnings = json.loads(self.world.cli("status", "--json").stdout)["warnings"]
        self.assertIn("nobody is a second person", warnings[0])
        self.assertEqual(
            warnings[1:], ["own and second are one account, client id sim-client: its money is counted twice"])


if __name__ == "__main__":
    unittest.main()
