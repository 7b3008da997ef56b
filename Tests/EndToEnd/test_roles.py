"""Operators with roles: each verb asks for its own, and the socket lets all of their groups in, through real processes."""

import json
import unittest

from harness import World, eventually


class Roles(unittest.TestCase):
    # Groups that every Debian has; their members are whoever the kernel says.
    groups = {"owner": "staff", "treasurer": "games", "support": "news", "auditor": "mail"}

    @classmethod
    def setUpClass(cls):
        cls.world = World(operators=cls.groups)
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.world.create_tenant("shop", "main", "pooled")

    def done(self, role, *arguments):
        done = self.world.cli_as("nobody", *arguments, group=self.groups[role])
        self.assertEqual(done.returncode, 0, (role, arguments, done.stderr))
        return done.stdout

    def refused(self, role, needed, *arguments):
        done = self.world.cli_as("nobody", *arguments, group=self.groups[role])
        self.assertEqual(done.returncode, 77, (role, arguments, done))
        self.assertEqual(done.stdout, "")
        self.assertIn(f"needs the role owner (group staff){needed}; nobody is {role}", done.stderr)

    def test_everybody_may_look(self):
        for role in self.groups:
            for verb in (["status"], ["tenant", "show", "shop"], ["withdrawal", "show", "shop"], ["ledger", "check"]):
                self.done(role, *verb)

    def test_each_verb_asks_for_its_role(self):
        support, treasury = " or support (group news)", " or treasurer (group games)"
        for verb, needed, able in [
            (["key", "create", "shop"], support, {"owner", "support"}),
            (["limit", "set", "shop", "read", "--quota", "9", "--window", "1h"], support, {"owner", "support"}),
            (["withdrawal", "limit", "shop", "USDTTRC20", "--per-day", "5"], treasury, {"owner", "treasurer"}),
            (["commission", "set", "shop", "--basis-points", "1"], treasury, {"owner", "treasurer"}),
            (["account", "set", "main", "--disabled"], "", {"owner"}),
            (["account", "set", "main", "--enabled"], "", {"owner"}),
            (["reload"], "", {"owner"}),
        ]:
            for role in self.groups:
                if role in able:
                    self.done(role, *verb)
                else:
                    self.refused(role, needed, *verb)

    def test_a_member_of_two_groups_has_both_roles(self):
        for verb in (["key", "create", "shop"], ["withdrawal", "limit", "shop", "USDTTRC20", "--per-day", "5"]):
            done = self.world.cli_as("nobody", *verb, group="news", groups="--groups=games")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_whoever_has_no_role_does_nothing(self):
        done = self.world.cli_as("nobody", "status", group="nogroup")
        self.assertEqual(done.returncode, 77, done)
        self.assertIn("admin.roles", done.stderr)

    def test_root_has_every_role(self):
        for verb in (["reload"], ["key", "create", "shop"], ["commission", "set", "shop", "--basis-points", "1"]):
            self.world.cli(*verb)

    def test_the_socket_is_open_to_these_groups_alone(self):
        self.assertEqual(oct(self.world.socket.stat().st_mode & 0o777), "0o660")

    def test_a_refused_verb_does_nothing_and_is_on_the_audit_log(self):
        before = json.loads(self.world.cli("key", "list", "shop", "--json").stdout)
        self.refused("auditor", " or support (group news)", "key", "create", "shop")
        self.assertEqual(json.loads(self.world.cli("key", "list", "shop", "--json").stdout), before)

        def told():
            records = map(json.loads, self.world.cli("audit", "tail", "--count", "1000", "--json").stdout.splitlines())
            return ("key create", "nobody", "refused: forbidden") in [
                (record.get("path"), record.get("actor"), record["result"]) for record in records]

        eventually("the attempt is on the log", told)


class RolesThatCannotBe(unittest.TestCase):
    def test_a_gateway_says_which_and_why(self):
        world = World()
        self.addCleanup(world.close)
        world.kill_gateway()
        for roles, said in [
            ("{support: no-such-group}", "admin.roles.support: no-such-group cannot be used: the system knows no such"),
            ("{owner: root}", "admin.roles.owner: root cannot be used: it is root's"),
        ]:
            world.configure(settings=f"admin: {{roles: {roles}}}")
            world.start_gateway(may_fail=True)
            self.assertNotEqual(world.gateway.wait(timeout=60), 0)
            self.assertIn(said, world.log())

    def test_roles_and_the_group_are_one_or_the_other(self):
        world = World()
        self.addCleanup(world.close)
        world.configure(settings="admin: {operator_group: nogroup, roles: {owner: staff}}")
        done = world.cli("config", "check", check=False)
        self.assertEqual(done.returncode, 78)
        self.assertIn("admin.roles: cannot stand beside operator_group", done.stderr)


class NobodyIsASecondPerson(unittest.TestCase):
    def test_status_check_and_log_say_so(self):
        world = World()
        self.addCleanup(world.close)
        said = "nobody is a second person"
        self.assertIn(f"WARNING: {said}", world.cli("status").stdout)
        self.assertIn(said, json.loads(world.cli("status", "--json").stdout)["warnings"][0])
        self.assertIn(f"WARNING: {said}", world.cli("config", "check").stdout)
        self.assertIn(said, json.loads(world.cli("config", "check", "--json").stdout)["warnings"][0])
        self.assertIn(said, world.log())

    def test_status_says_that_nobody_can_approve_withdrawals(self):
        world = World()
        self.addCleanup(world.close)
        world.add_account("main")
        world.create_tenant("solo", "main")
        warnings = lambda: json.loads(world.cli("status", "--json").stdout)["warnings"]
        world.cli("withdrawal", "limit", "solo", "default", "--per-day", "50")
        self.assertEqual(len(warnings()), 1)
        world.cli("withdrawal", "limit", "solo", "default", "--approval-above", "50")
        world.cli("withdrawal", "limit", "solo", "USD", "--approval-above", "50")
        said = "withdrawals above a threshold of approval can only be rejected, those of 1 tenant:"
        self.assertIn(said, warnings()[1])
        self.assertIn(f"WARNING: {said}", world.cli("status").stdout)

    def test_with_operators_nothing_warns(self):
        world = World(operators=True)
        self.addCleanup(world.close)
        world.add_account("main")
        world.create_tenant("solo", "main")
        world.cli("withdrawal", "limit", "solo", "default", "--approval-above", "50")
        self.assertEqual(json.loads(world.cli("status", "--json").stdout)["warnings"], [])
        self.assertNotIn("WARNING", world.cli("config", "check").stdout)
        self.assertNotIn("second person", world.log())


if __name__ == "__main__":
    unittest.main()
