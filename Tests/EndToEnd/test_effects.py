"""Exactly one effect: keys, custom_ids, lost answers and what ends the doubt about them."""

import json
import os
import random
import threading
import unittest

from harness import World, eventually

WITHDRAWAL = {"amount": 10, "currency": "USDTTRC20", "address": "THOLDabc123"}


class Keys(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.tenant = cls.world.add_tenant("shop", "main")

    def created(self, kind="payment_created"):
        return len(self.world.effects(kind))

    def test_a_malformed_key_is_refused_before_any_effect(self):
        before = self.created()
        for key in ("a b", '"open', 'a"b', '"a";p=1', "x" * 256, "\u00e9".encode().decode("latin-1")):
            answer = self.tenant.pay(key=key)
            self.assertEqual((answer.status, answer.code), (400, "invalid_request"), key)
        self.assertEqual(self.created(), before)

    def test_two_equal_keys_at_once_have_one_effect(self):
        self.world.control("POST", "/faults", {
            "kind": "latency", "milliseconds": 500, "method": "POST", "path": "/payments/", "count": 1})
        before = self.created()
        answers = []
        clients = [
            threading.Thread(target=lambda: answers.append(self.tenant.pay(key="at-once")))
            for _ in range(4)]
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        statuses = sorted(answer.status for answer in answers)
        self.assertEqual(statuses, [201, 409, 409, 409])
        for answer in answers:
            if answer.status == 409:
                self.assertEqual(answer.code, "idempotency_key_in_use")
                self.assertGreater(int(answer.fields["retry-after"]), 0)
        self.assertEqual(self.created(), before + 1)
        first = next(answer for answer in answers if answer.status == 201)
        replay = self.tenant.pay(key="at-once")
        self.assertEqual((replay.body, replay.fields["idempotent-replayed"]), (first.body, "true"))
        self.assertNotIn("idempotent-resolved", replay.fields)

    def test_equal_meanings_are_one_request(self):
        def pay(amount):
            body = f'{{"amount":{amount},"currency":"USDTTRC20","price_currency":"USD"}}'.encode()
            return self.tenant.call("POST", "/payments/", body, key="meaning")

        first = pay("100.00")
        self.assertEqual(first.status, 201)
        for same in ("100.0", "1e2", "100"):
            self.assertEqual(pay(same).body, first.body)
        for other in ('"100.00"', "100.01"):
            self.assertEqual((pay(other).status, pay(other).code), (422, "idempotency_key_reused"))

    def test_a_refusal_is_replayed_and_a_limit_is_not(self):
        refused = self.tenant.pay(0.01, key="refused")
        again = self.tenant.pay(0.01, key="refused")
        self.assertEqual((refused.status, again.body), (422, refused.body))
        self.assertEqual(again.fields["idempotent-replayed"], "true")
        self.world.control("POST", "/faults", {
            "kind": "rate_limit", "retry_after": 7, "method": "POST", "path": "/payments/", "count": 1})
        limited = self.tenant.pay(key="limited")
        self.assertEqual((limited.status, limited.fields["retry-after"]), (429, "7"))
        self.assertEqual(self.tenant.pay(key="limited").status, 201)

    def test_a_custom_id_has_one_withdrawal(self):
        before = self.created("withdrawal_created")
        first = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-1"})
        self.assertEqual(first.status, 201)
        for key in (None, "fresh"):
            again = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-1"}, key=key)
            self.assertEqual((again.status, again.code), (409, "custom_id_taken"))
        self.assertEqual(self.created("withdrawal_created"), before + 1)
        # What was refused had no effect, so that its custom_id is free.
        refused = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "amount": 9e9, "custom_id": "salary-2"})
        self.assertGreaterEqual(refused.status, 400)
        second = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "salary-2"})
        self.assertEqual(second.status, 201)

    def test_a_key_can_be_required_of_withdrawals(self):
        self.world.add_account("strict")
        tenant = self.world.add_tenant("strict", "strict")
        summary = json.loads(self.world.cli("tenant", "withdrawal-key", "strict", "required", "--json").stdout)
        self.assertTrue(summary["requires_withdrawal_key"])
        before = self.created("withdrawal_created")
        refused = tenant.call("POST", "/withdrawal/", WITHDRAWAL)
        self.assertEqual((refused.status, refused.code), (400, "missing_required_fields"))
        self.assertIn("Idempotency-Key", refused.json["error"]["details"])
        self.assertEqual(self.created("withdrawal_created"), before)
        self.assertEqual(tenant.call("POST", "/withdrawal/", WITHDRAWAL, key="given").status, 201)
        self.assertEqual(tenant.pay().status, 201)
        self.world.cli("tenant", "withdrawal-key", "strict", "optional")
        self.assertEqual(tenant.call("POST", "/withdrawal/", WITHDRAWAL).status, 201)

        def audited():
            text = self.world.cli("audit", "tail", "--count", "100000").stdout
            return "tenant withdrawal-key" in text and '"required"' in text

        eventually("the change is on the audit log", audited)


class Doubt(unittest.TestCase):
    """A write whose answer is lost."""

    @classmethod
    def setUpClass(cls):
        cls.world = World(settings="resolution: {schedule: [300ms]}\n")
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("main")
        cls.tenant = cls.world.add_tenant("shop", "main")

    def lose(self, path, phase="after_effect"):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": phase, "mode": "reset", "method": "POST", "path": path, "count": 1})

    def hide(self, path, method="GET"):
        """The upstream does not answer this call until `show`."""
        self.world.control("POST", "/faults", {"kind": "status", "status": 503, "method": method, "path": path})

    def show(self):
        self.world.control("DELETE", "/faults")

    def in_doubt(self, answer):
        self.assertEqual((answer.status, answer.code), (502, "outcome_unknown"))
        return answer.json["error"]["details"]["intent_id"]

    def intent(self, identifier):
        return json.loads(self.world.cli("intent", "show", identifier, "--json").stdout)

    def effects_of(self, identifier, kind="payment_created", name="order_id"):
        return [effect for effect in self.world.effects(kind) if effect[name] == identifier]

    def replayed(self, call):
        """The answer once it is replayed."""
        def answer():
            answer = call()
            if answer.status == 409:
                self.assertEqual(answer.code, "outcome_unknown")
                return None
            return answer

        answer = eventually("the key is replayed", answer)
        self.assertEqual((answer.status, answer.fields["idempotent-replayed"]), (201, "true"))
        self.assertEqual(answer.fields["idempotent-resolved"], "true")
        return answer

    def test_a_payment_is_found_by_its_reference(self):
        self.lose("/payments/")
        identifier = self.in_doubt(self.tenant.pay(55, key="found", order_id="mine-1"))
        replay = self.replayed(lambda: self.tenant.pay(55, key="found", order_id="mine-1"))
        effect, = self.effects_of(identifier)
        self.assertEqual(replay.json["transaction_id"], effect["id"])
        self.assertEqual((replay.json["order_id"], replay.json["callback_url"]), ("mine-1", None))
        self.assertIn("blockchain_address", replay.json)
        self.assertNotIn(identifier.encode(), replay.body)
        self.assertEqual(self.tenant.pay(55, key="found", order_id="mine-1").body, replay.body)
        detail = self.intent(identifier)
        self.assertEqual(detail["intent"]["state"], "succeeded")
        self.assertIsNone(detail.get("resolution"))

    def test_a_withdrawal_is_found_by_its_reference(self):
        self.lose("/withdrawal/")
        request = {**WITHDRAWAL, "custom_id": "mine-2"}

        def withdraw():
            return self.tenant.call("POST", "/withdrawal/", request, key="found-withdrawal")

        identifier = self.in_doubt(withdraw())
        replay = self.replayed(withdraw)
        effect, = self.effects_of(identifier, "withdrawal_created", "custom_id")
        self.assertEqual((replay.json["withdrawal_id"], replay.json["custom_id"]), (effect["id"], "mine-2"))

    def test_a_webhook_resolves_where_lists_do_not(self):
        self.hide("/payments/")
        self.addCleanup(self.show)
        self.lose("/payments/")
        identifier = self.in_doubt(self.tenant.pay(123.45, key="told"))
        replay = self.replayed(lambda: self.tenant.pay(123.45, key="told"))
        effect, = self.effects_of(identifier)
        self.assertEqual(replay.json["transaction_id"], effect["id"])

    def test_silence_frees_no_key_and_an_operator_does(self):
        self.lose("/payments/", phase="before_effect")
        identifier = self.in_doubt(self.tenant.pay(55, key="silent"))

        def asked():
            resolution = self.intent(identifier)["resolution"]
            return resolution if resolution["questions"] >= 3 else None

        resolution = eventually("the upstream was asked", asked)
        self.assertIn("no proof", resolution["finding"])
        refused = self.tenant.pay(55, key="silent")
        self.assertEqual((refused.status, refused.code), (409, "outcome_unknown"))
        self.assertEqual(self.effects_of(identifier), [])

        listed = json.loads(self.world.cli("intent", "list", "--tenant", "shop", "--json").stdout)["intents"]
        self.assertIn(identifier, [intent["id"] for intent in listed])
        no_reason = self.world.cli("intent", "resolve", identifier, "--outcome", "no-effect", check=False)
        self.assertEqual(no_reason.returncode, 64)
        self.world.cli(
            "intent", "resolve", identifier, "--outcome", "no-effect", "--reason", "seen on their console")
        again = self.world.cli(
            "intent", "resolve", identifier, "--outcome", "no-effect", "--reason", "twice", check=False)
        self.assertEqual(again.returncode, 3, again.stderr)
        self.assertEqual(self.intent(identifier)["intent"]["state"], "abandoned")
        self.assertEqual(self.tenant.pay(55, key="silent").status, 201)

        def audited():
            text = self.world.cli("audit", "tail", "--count", "100000").stdout
            return "intent resolve" in text and "seen on their console" in text and identifier in text

        eventually("operator and reason are on the audit log", audited)

    def test_an_operator_names_the_effect(self):
        self.world.add_account("unlisted")
        self.world.cli("account", "set", "unlisted", "--lists-by-reference", "off")
        tenant = self.world.add_tenant("told", "unlisted")
        self.lose("/payments/")
        identifier = self.in_doubt(tenant.pay(55, key="named"))
        eventually("the first question", lambda: self.intent(identifier)["resolution"]["questions"] >= 1)
        self.assertIn("operator", self.intent(identifier)["resolution"]["finding"])
        effect, = self.effects_of(identifier)
        self.world.cli(
            "intent", "resolve", identifier, "--outcome", "effect", "--upstream-id", effect["id"], "--reason", "seen")
        replay = self.replayed(lambda: tenant.pay(55, key="named"))
        self.assertEqual(replay.json["transaction_id"], effect["id"])
        foreign = tenant.pay(66)
        self.lose("/payments/")
        other = self.in_doubt(tenant.pay(55, key="other"))
        refused = self.world.cli(
            "intent", "resolve", other, "--outcome", "effect", "--upstream-id", foreign.json["transaction_id"],
            "--reason", "mistaken", check=False)
        self.assertEqual(refused.returncode, 3, refused.stderr)

    def test_an_answer_that_comes_too_late_for_the_process(self):
        """Killed while the upstream acts: the next process finds the effect."""
        self.world.control("POST", "/faults", {
            "kind": "latency", "milliseconds": 400, "phase": "after_effect", "method": "POST", "path": "/payments/",
            "count": 1})
        before = len(self.world.effects("payment_created"))

        def pay():
            try:
                self.tenant.pay(77, key="killed")
            except OSError:
                pass

        client = threading.Thread(target=pay)
        client.start()
        eventually("the effect", lambda: len(self.world.effects("payment_created")) == before + 1)
        self.world.kill_gateway()
        client.join()
        self.world.start_gateway()
        replay = self.replayed(lambda: self.tenant.pay(77, key="killed"))
        effect = self.world.effects("payment_created")[-1]
        self.assertEqual(replay.json["transaction_id"], effect["id"])
        self.assertEqual(len(self.world.effects("payment_created")), before + 1)


class HeldFunds(unittest.TestCase):
    """A pooled tenant's withdrawal of unknown outcome keeps its hold until somebody knows."""

    def setUp(self):
        self.world = World(settings="resolution: {schedule: [300ms]}\n")
        self.addCleanup(self.world.close)
        self.world.add_account("shared")
        self.tenant = self.world.add_tenant("left", "shared", "pooled")
        self.tenant.pay(123.45)
        self.awaits("122.21550000", "0.00000000")

    def awaits(self, *expected):
        def balance():
            entry = self.tenant.call("GET", "/user/balances/").json["account"].get("USDTTRC20")
            return entry and (entry["amount"], entry["pending_amount"]) == expected

        eventually(f"{expected}", balance)

    def lose(self, phase):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": phase, "mode": "reset", "method": "POST", "path": "/withdrawal/",
            "count": 1})
        answer = self.withdraw()
        self.assertEqual((answer.status, answer.code), (502, "outcome_unknown"))
        self.awaits("22.21550000", "100.00000000")
        return answer.json["error"]["details"]["intent_id"]

    def withdraw(self):
        return self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "amount": 100}, key="k")

    def test_found_upstream_it_is_paid_out_once(self):
        self.lose("after_effect")
        replay = eventually("the key is replayed", lambda: (a := self.withdraw()).status == 201 and a)
        self.awaits("22.21550000", "100.00000000")
        self.world.control("POST", f"/withdrawals/{replay.json['withdrawal_id']}", {"status": "completed"})
        self.awaits("22.21550000", "0.00000000")
        self.assertEqual(len(self.world.effects("withdrawal_created")), 1)
        self.assertIn("no violation", self.world.cli("ledger", "check").stdout)

    def test_disproven_it_is_given_back(self):
        identifier = self.lose("before_effect")
        self.world.cli("intent", "resolve", identifier, "--outcome", "no-effect", "--reason", "not there")
        self.awaits("122.21550000", "0.00000000")
        self.assertEqual(self.withdraw().status, 201)
        self.awaits("22.21550000", "100.00000000")
        self.assertIn("no violation", self.world.cli("ledger", "check").stdout)


class Storm(unittest.TestCase):
    """Random faults at every point of a call: in the end each key has one effect, and replays it."""

    KEYS = 60
    FAULTS = [
        {"kind": "disconnect", "phase": "after_head", "mode": "reset"},
        {"kind": "disconnect", "phase": "mid_body", "mode": "close"},
        {"kind": "disconnect", "phase": "before_effect", "mode": "reset"},
        {"kind": "disconnect", "phase": "after_effect", "mode": "close"},
        {"kind": "disconnect", "phase": "mid_answer", "mode": "reset"},
        {"kind": "status", "status": 500}, {"kind": "status", "status": 503, "phase": "after_effect"},
        {"kind": "rate_limit"}, {"kind": "unauthorized"}, {"kind": "malformed", "variant": "truncated_json"},
        {"kind": "malformed", "variant": "not_json"}, {"kind": "malformed", "variant": "two_content_lengths"},
        {"kind": "latency", "milliseconds": 50},
    ]

    def test_each_key_has_one_effect_in_the_end(self):
        seed = int(os.environ.get("FUSEGATE_STORM_SEED", str(random.randrange(1 << 32))))
        print(f"seed {seed}", flush=True)
        choices = random.Random(seed)
        world = World(settings="resolution: {schedule: [200ms]}\n")
        self.addCleanup(world.close)
        world.add_account("main")
        tenant = world.add_tenant("shop", "main")
        for _ in range(self.KEYS):
            fault = {**choices.choice(self.FAULTS), "count": 1, "skip": choices.randrange(3)}
            fault |= choices.choice([{"method": "POST"}, {"path": "/payments/"}, {"path": "/withdrawal/"}, {}])
            world.control("POST", "/faults", fault)

        def write(number):
            if number % 3:
                return tenant.pay(50 + number, key=str(number), order_id=f"order {number}")
            body = {**WITHDRAWAL, "amount": "11", "custom_id": f"custom {number}"}
            return tenant.call("POST", "/withdrawal/", body, key=str(number))

        def effects():
            return world.effects("payment_created") + world.effects("withdrawal_created")

        first = [write(number) for number in range(self.KEYS)]
        self.assertTrue({answer.code for answer in first if answer.status != 201} <= {
            "outcome_unknown", "service_unavailable", "rate_limit_exceeded", "internal_error"})
        world.control("DELETE", "/faults")
        replays = {}
        for number in range(self.KEYS):
            def settled(number=number):
                answer = write(number)
                if answer.status == 201:
                    return answer
                if answer.code == "service_unavailable":  # no token yet: nothing was done
                    return None
                self.assertEqual((answer.status, answer.code), (409, "outcome_unknown"), f"seed {seed}")
                self.disprove(world, answer.json["error"]["details"]["intent_id"], effects())
                return None

            replays[number] = eventually(f"key {number} is settled, seed {seed}", settled)
            if first[number].status == 201:
                self.assertEqual(replays[number].body, first[number].body, f"seed {seed}")
        ids = [answer.json.get("transaction_id") or answer.json["withdrawal_id"] for answer in replays.values()]
        self.assertEqual(sorted(ids), sorted(effect["id"] for effect in effects()), f"seed {seed}")
        self.assertEqual(len(set(ids)), self.KEYS, f"seed {seed}")

    def disprove(self, world, intent, effects):
        """What an operator does who looked at the upstream's own log: no effect, though asked about."""
        if any(intent in (effect["order_id"], effect["custom_id"]) for effect in effects):
            return
        world.cli(
            "intent", "resolve", intent, "--outcome", "no-effect", "--reason", "not in the upstream's log",
            check=False)


if __name__ == "__main__":
    unittest.main()
