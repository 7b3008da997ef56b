"""What an operator is told of what goes wrong, without having to look for it in a log."""

import json
import threading
import unittest

from harness import Receiver, World, eventually


class Told(unittest.TestCase):
    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def add(self, name, *arguments, stdin="sim-secret\nsim-webhook-secret\n", port=None):
        return self.world.cli(
            "account", "add", name, "--base-url", f"http://127.0.0.1:{port or self.world.upstream_port}",
            "--client-id", "sim-client", *arguments, stdin=stdin, check=False)

    def status(self):
        """(exit status, what it says in JSON)"""
        shown = self.world.cli("status", "--json", check=False)
        return shown.returncode, json.loads(shown.stdout)

    def account(self, name):
        return next(one for one in self.status()[1]["accounts"] if one["name"] == name)

    def test_a_token_has_an_end_and_a_well_gateway_says_so(self):
        self.world.add_account("main")
        self.world.add_tenant("shop", "main").call("GET", "/currencies/")
        code, status = self.status()
        self.assertEqual((code, status["problems"]), (0, []))
        main = self.account("main")
        self.assertEqual((main["token"], main["upstream"]), ("valid", "ok"))
        self.assertRegex(main["token_expires_at"], r"^20..-..-..T")
        self.assertGreater(status["disk_free_bytes"], 0)

    def test_a_wrong_secret_is_found_when_it_is_added(self):
        refused = self.add("wrong", stdin="not-the-secret\nsim-webhook-secret\n")
        self.assertEqual(refused.returncode, 0)
        self.assertIn("WARNING", refused.stderr)
        self.assertIn("401 invalid_client", refused.stderr)
        self.assertNotIn("not-the-secret", refused.stdout + refused.stderr + self.world.log())
        self.assertIn("401 invalid_client", self.world.cli("account", "list").stdout)
        self.assertIn("401 invalid_client", self.world.cli("status").stdout)
        self.assertTrue(self.account("wrong")["disabled"])

    def test_an_untried_wrong_secret_is_a_problem_with_its_reason(self):
        added = self.add("wrong", "--no-test", stdin="not-the-secret\nsim-webhook-secret\n")
        self.assertEqual(added.returncode, 0)
        self.assertIn("WARNING", added.stderr)
        code, status = self.status()
        self.assertEqual(code, 1)
        self.assertIn("401 invalid_client", status["problems"][0]["what"])
        wrong = self.account("wrong")
        self.assertEqual((wrong["token"], wrong.get("token_expires_at")), ("failed", None))
        text = self.world.cli("status", check=False).stdout
        self.assertRegex(text, r"NOT WELL: wrong gets no token: .*401 invalid_client.*\(fusegate account list\)")

    def test_a_dead_upstream_is_not_well_although_its_token_is_valid(self):
        self.world.add_account("main")
        self.world.add_tenant("shop", "main").call("GET", "/currencies/")
        self.world.simulator.kill()
        self.world.simulator.wait()
        eventually("it is noticed", lambda: self.status()[0] == 1)
        main = self.account("main")
        self.assertEqual((main["token"], main["upstream"]), ("valid", "unavailable"))
        self.assertTrue(main["upstream_reason"])

    def test_an_upstream_that_cannot_be_asked_is_stored_with_a_warning(self):
        added = self.add("later", port=1)
        self.assertEqual(added.returncode, 0, added.stderr)
        self.assertIn("WARNING", added.stderr)
        self.assertFalse(self.account("later")["disabled"])

    def test_a_dead_delivery_is_a_warning_and_a_problem(self):
        self.world.stop_gateway()
        text = self.world.config.read_text().replace("[1s, 1s, 1s, 2s, 5s, 10s]", "[1s]")
        self.world.config.write_text(text)
        self.world.start_gateway()
        self.world.add_account("main")
        tenant = self.world.add_tenant("shop", "main")
        receiver = Receiver()
        receiver.close()
        tenant.pay(1000, callback_url=receiver.url)
        payment = tenant.pay(1000, callback_url=receiver.url).json["transaction_id"]
        self.world.control("POST", "/payments/" + payment, {"status": "failed"})
        eventually("it is dead", lambda: "a webhook delivery is dead" in self.world.log())
        code, status = self.status()
        self.assertEqual(code, 1)
        self.assertEqual(status["problems"][-1]["see"], "webhook list --status dead")
        line = next(line for line in self.world.log().splitlines() if "a webhook delivery is dead" in line)
        self.assertIn("warning", line.lower())
        dead = json.loads(self.world.cli("webhook", "list", "--status", "dead", "--json").stdout)["deliveries"][0]
        self.assertEqual(dead["last_error"], f"{receiver.url.removesuffix('/hook')}: the connection was refused")
        self.assertIn(tenant.id, line)

    def test_a_client_secret_is_replaced_once_the_upstream_takes_it(self):
        self.add("main", "--no-test", stdin="not-the-secret\nsim-webhook-secret\n")
        replace = ["credential", "client-secret", "main", "--json"]
        tenant = self.world.add_tenant("shop", "main")
        self.assertEqual(tenant.pay().status, 503)
        refused = self.world.cli(*replace, stdin="nor-this\n", check=False)
        self.assertEqual(refused.returncode, 3, refused.stderr)
        self.assertIn("nothing was done: the upstream refuses the new client secret", refused.stderr)
        for wrong in ("sim-\ufeffsecret\n", "\n"):
            self.assertEqual(self.world.cli(*replace, stdin=wrong, check=False).returncode, 64)
        replaced = json.loads(self.world.cli(*replace, stdin="\ufeffsim-secret\r\n").stdout)
        self.assertEqual((replaced["secret"], replaced["client_id"]), ("accepted", "sim-client"))
        self.assertEqual(tenant.pay().status, 201)
        # Another wrong one leaves the good one in its place.
        self.assertEqual(self.world.cli(*replace, stdin="wrong\n", check=False).returncode, 3)
        self.assertEqual(tenant.pay().status, 201)
        wrong = self.world.cli(*replace, "--client-id", "nobody", stdin="sim-secret\n", check=False)
        self.assertEqual(wrong.returncode, 64)
        self.assertIn("sim-client", wrong.stderr)
        records = [json.loads(line) for line in self.world.cli("audit", "tail", "--count", "100").stdout.splitlines()]
        results = [one["result"] for one in records if one.get("path") == "credential client-secret"]
        self.assertEqual(results.count("done"), 1, results)
        self.assertEqual(results.count("refused: conflict"), 2, results)
        everything = json.dumps(records) + self.world.log()
        for secret in ("nor-this", "sim-secret", "not-the-secret"):
            self.assertNotIn(secret, everything)

    def test_no_call_fails_while_a_client_secret_is_replaced(self):
        self.world.add_account("main")
        tenant = self.world.add_tenant("shop", "main")
        statuses, ended = [], threading.Event()

        def pay():
            while not ended.is_set():
                statuses.append(tenant.pay().status)

        client = threading.Thread(target=pay)
        client.start()
        try:
            for _ in range(5):
                self.world.cli("credential", "client-secret", "main", stdin="sim-secret\n")
        finally:
            ended.set()
            client.join()
        self.assertEqual(set(statuses), {201})
        self.world.simulator.kill()
        self.world.simulator.wait()
        silent = self.world.cli("credential", "client-secret", "main", stdin="sim-secret\n", check=False)
        self.assertNotEqual(silent.returncode, 0)
        self.assertIn("is not known", silent.stderr)
        self.world.cli("credential", "client-secret", "main", "--no-test", stdin="sim-secret\n")

    def test_marks_of_editors_are_not_part_of_a_secret(self):
        bom = "\ufeffsim-secret\r\nsim-webhook-secret\r\n"
        self.assertEqual(self.add("piped", stdin=bom).returncode, 0)
        secret, webhook = self.world.directory / "secret", self.world.directory / "webhook"
        secret.write_bytes("\ufeffsim-secret\r\n".encode())
        webhook.write_bytes(b"sim-webhook-secret\n")
        for file in (secret, webhook):
            file.chmod(0o600)
        files = ["--client-secret-file", str(secret), "--webhook-secret-file", str(webhook)]
        self.assertEqual(self.add("filed", *files).returncode, 0)
        for content in (b"sim-\nsecret", "sim\ufeff-secret".encode(), b"sim-\xffsecret"):
            secret.write_bytes(content)
            refused = self.add("refused", *files)
            self.assertEqual(refused.returncode, 64, content)
            self.assertIn("client secret", refused.stderr)

    def test_a_secret_that_others_can_read_is_refused_with_the_command_that_mends_it(self):
        self.world.add_account("main")
        files = {name: self.world.directory / name for name in ("client secret", "webhook", "environment")}
        files["client secret"].write_text("sim-secret\n")
        files["webhook"].write_text("sim-webhook-secret\n")
        files["environment"].write_text("CLIENT_SECRET=sim-secret\nWEBHOOK_SECRET=sim-webhook-secret\n")
        for file in files.values():
            file.chmod(0o600)
        client, webhook, environment = files.values()
        add = ["account", "add", "another", "--base-url", f"http://127.0.0.1:{self.world.upstream_port}",
               "--client-id", "sim-client"]
        verbs = [
            (client, [*add, "--client-secret-file", str(client), "--webhook-secret-file", str(webhook)]),
            (webhook, [*add, "--client-secret-file", str(client), "--webhook-secret-file", str(webhook)]),
            (environment, [*add, "--environment-file", str(environment)]),
            (client, ["credential", "client-secret", "main", "--secret-file", str(client)]),
            (webhook, ["account", "webhook-secret", "main", "--secret-file", str(webhook)])]
        for file, verb in verbs:
            for mode in (0o604, 0o644, 0o602, 0o620, 0o666):
                file.chmod(mode)
                refused = self.world.cli(*verb, check=False)
                self.assertEqual(refused.returncode, 64, (verb, refused.stdout))
                name = f"'{file}'" if " " in str(file) else str(file)
                self.assertEqual(
                    refused.stderr,
                    f"fusegate: the secret's file can be read by others (mode {mode:o}): chmod 600 {name}\n")
            file.chmod(0o600)
        self.assertEqual([one["name"] for one in self.status()[1]["accounts"]], ["main"])
        # The group of a file may be the operators'.
        client.chmod(0o640)
        self.world.cli(*verbs[0][1])
        self.world.cli(*verbs[3][1])
        # A pipe is nobody else's.
        self.world.cli("credential", "client-secret", "main", "--secret-file", "/dev/stdin", stdin="sim-secret\n")
        self.world.cli("credential", "client-secret", "main", stdin="sim-secret\n")


if __name__ == "__main__":
    unittest.main()
