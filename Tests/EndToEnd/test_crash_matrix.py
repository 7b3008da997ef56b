"""The crash matrix: a real gateway dies, or its disk fails, at each point of a write's life; the simulator's log judges.

Whatever the point: one upstream effect at most, an accepted answer is replayed byte for byte, an outcome that nobody
read is named unknown and never sent again, the effect's webhook reaches the tenant, and the audit log verifies.
"""

import json
import threading
import unittest

from faults import Injection, Pending, Wire, frozen
from harness import Receiver, World, eventually

KILLED, FAILED = -9, 1


class Kind:
    def __init__(self, noun, path, id_name, request):
        self.noun, self.path, self.id_name, self.request = noun, path, id_name, request
        self.effect = noun + "_created"


# Neither goes on by itself: each waits for the simulator's control API.
PAYMENT = Kind(
    "payment", "/payments/", "transaction_id", lambda tenant, **members: tenant.pay(amount=100.00, **members))
WITHDRAWAL = Kind(
    "withdrawal", "/withdrawal/", "withdrawal_id",
    lambda tenant, **members: tenant.withdraw(address="THOLDabc123", **members))


class Scene:
    """One write of one kind, and what may happen to the gateway under it."""

    def __init__(self, world, tenant, receiver, wire, kind, key):
        self.world, self.tenant, self.receiver, self.wire, self.kind, self.key = (
            world, tenant, receiver, wire, kind, key)
        self.known = {effect["id"] for effect in world.effects(kind.effect)}
        self.injection = None

    def send(self):
        return self.kind.request(self.tenant, key=self.key, callback_url=self.receiver.url)

    def effects(self):
        return [effect for effect in self.world.effects(self.kind.effect) if effect["id"] not in self.known]

    def inject(self, call, what, file="fusegate.sqlite-wal"):
        self.injection = Injection(self.world.gateway, call, what, self.world.data / file)

    def audit_segment(self):
        return max((self.world.data / "audit").glob("audit-*.jsonl"))

    def inject_at_answer(self, stop, call, what, file="fusegate.sqlite-wal"):
        """The answer is the first that the gateway meets under the injection."""
        with frozen(self.world.gateway):
            self.inject(call, what, file)
            stop.release()

    def wait_for_end(self, status):
        """The gateway's own end, with that status."""
        ended = self.world.gateway.wait(timeout=60)
        if self.injection:
            self.injection.close()
        assert ended == status, f"the gateway ended with {ended}, not {status}"

    def held_at_answer(self):
        """A write whose answer is on its way: the effect has happened, the gateway does not know it yet."""
        stop = self.wire.stop_at("answer", self.kind.id_name.encode(), 0)
        pending = Pending(self.send)
        stop.wait()
        return stop, pending

    def complete(self, identifier):
        self.world.control("POST", f"/{self.kind.noun}s/{identifier}", {"status": "completed"})

    def received(self, identifier):
        messages = [(webhook, json.loads(body)) for _, webhook, body in list(self.receiver.messages)]
        return [(webhook, body["status"]) for webhook, body in messages if body.get(self.kind.id_name) == identifier]


def before_the_intent_is_committed(scene):
    scene.inject("pwrite64", "signal=SIGKILL")
    pending = Pending(scene.send)
    scene.wait_for_end(KILLED)
    assert pending.wait() is None
    assert not scene.effects()


def commit_error_at_the_intent(scene):
    with frozen(scene.world.gateway):
        scene.inject("fdatasync", "error=EIO")
        pending = Pending(scene.send)
    answer = pending.wait()
    assert (answer.status, answer.code) == (503, "outcome_unknown"), answer.body
    scene.wait_for_end(FAILED)
    assert not scene.effects()


def after_the_intent_before_connect(scene):
    scene.world.restart_gateway()  # without a connection to the upstream
    scene.injection = Injection(scene.world.gateway, "connect", "signal=SIGKILL")
    pending = Pending(scene.send)
    scene.wait_for_end(KILLED)
    assert pending.wait() is None
    assert not scene.effects()


def in_the_middle_of_the_request_body(scene):
    stop = scene.wire.stop_at("request", b"\r\n\r\n{", 20)
    pending = Pending(scene.send)
    stop.wait()
    scene.world.kill_gateway()
    assert pending.wait() is None
    assert not scene.effects()


def after_the_effect_before_its_answer(scene):
    scene.world.control(
        "POST", "/faults",
        {"kind": "hang", "phase": "after_effect", "method": "POST", "path": scene.kind.path, "count": 1})
    pending = Pending(scene.send)
    eventually("the effect happens", scene.effects)
    scene.world.kill_gateway()
    assert pending.wait() is None


def after_the_answer_before_the_outcome_is_committed(scene):
    stop, pending = scene.held_at_answer()
    scene.inject_at_answer(stop, "pwrite64", "signal=SIGKILL")
    scene.wait_for_end(KILLED)
    assert pending.wait() is None


def commit_error_at_the_outcome(scene):
    stop, pending = scene.held_at_answer()
    scene.inject_at_answer(stop, "fdatasync", "error=EIO")
    answer = pending.wait()
    assert (answer.status, answer.code) == (503, "outcome_unknown"), answer.body
    scene.wait_for_end(FAILED)


def after_the_outcome_is_committed_before_the_reply(scene):
    stop, pending = scene.held_at_answer()
    scene.inject_at_answer(stop, "write", "signal=SIGKILL", scene.audit_segment())
    scene.wait_for_end(KILLED)
    assert pending.wait() is None


def during_the_delivery_of_its_webhook(scene):
    answer = scene.send()
    assert answer.status == 201, answer.body
    identifier = answer.json[scene.kind.id_name]
    scene.receiver.answers.clear()
    scene.complete(identifier)
    eventually("the delivery has begun", lambda: scene.received(identifier))
    scene.world.kill_gateway()
    scene.receiver.answers.set()
    scene.world.start_gateway()
    eventually("the webhook comes again under its id", lambda: len(scene.received(identifier)) > 1)
    assert len(set(scene.received(identifier))) == 1, scene.received(identifier)
    scene.world.kill_gateway()


def under_equal_keys_at_once(scene):
    stop, first = scene.held_at_answer()
    others = [Pending(scene.send) for _ in range(8)]
    for other in others:
        answer = other.wait()
        assert (answer.status, answer.code) == (409, "idempotency_key_in_use"), answer.body
        assert int(answer.fields["retry-after"]) > 0
    scene.world.kill_gateway()
    stop.released.set()
    assert first.wait() is None


# What the key answers after the restart. `unknown` may have been settled since by evidence; then it is `replayed`.
FRESH, REPLAYED, UNKNOWN = "a first effect", "the same bytes again", "outcome_unknown"
ROWS = [
    (before_the_intent_is_committed, {FRESH}),
    (commit_error_at_the_intent, {FRESH, UNKNOWN}),
    (after_the_intent_before_connect, {UNKNOWN}),
    (in_the_middle_of_the_request_body, {UNKNOWN}),
    (after_the_effect_before_its_answer, {UNKNOWN, REPLAYED}),
    (after_the_answer_before_the_outcome_is_committed, {UNKNOWN, REPLAYED}),
    (commit_error_at_the_outcome, {UNKNOWN, REPLAYED}),
    (after_the_outcome_is_committed_before_the_reply, {REPLAYED}),
    (during_the_delivery_of_its_webhook, {REPLAYED}),
    (under_equal_keys_at_once, {UNKNOWN, REPLAYED}),
]


# The gateway lives, its upstream breaks: where in the exchange, and what the key may answer afterwards.
LOSSES = [
    ({"kind": "disconnect", "phase": "after_head", "mode": "reset"}, {UNKNOWN}),
    ({"kind": "disconnect", "phase": "mid_body", "mode": "close"}, {UNKNOWN}),
    ({"kind": "disconnect", "phase": "before_effect", "mode": "reset"}, {UNKNOWN}),
    ({"kind": "disconnect", "phase": "after_effect", "mode": "close"}, {UNKNOWN, REPLAYED}),
    ({"kind": "disconnect", "phase": "mid_answer", "mode": "reset"}, {UNKNOWN, REPLAYED}),
    ({"kind": "malformed", "variant": "truncated_json"}, {UNKNOWN, REPLAYED}),
    ({"kind": "malformed", "variant": "two_content_lengths"}, {UNKNOWN, REPLAYED}),
    ({"kind": "status", "status": 500, "phase": "after_effect"}, {UNKNOWN, REPLAYED}),
    ({"kind": "unauthorized"}, {REPLAYED}),
]


class CrashMatrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.receiver = Receiver()
        cls.addClassCleanup(cls.receiver.close)
        cls.wire = Wire(cls.world.upstream_port)
        cls.addClassCleanup(cls.wire.close)
        cls.world.add_account("main", cls.wire.port)
        cls.tenant = cls.world.add_tenant("shop", "main")
        cls.receiver.secret = cls.tenant.webhook_secret

    def test_every_point(self):
        for crash, allowed in ROWS:
            for kind in (PAYMENT, WITHDRAWAL):
                with self.subTest(point=crash.__name__, kind=kind.noun):
                    scene = self._scene(kind, f"{crash.__name__}-{kind.noun}")
                    crash(scene)
                    self.world.start_gateway()
                    self._judge(scene, allowed)
        self.assertEqual(self.world.stop_gateway(), 0)
        self.assertEqual(self.world.cli("audit", "verify").returncode, 0)
        self.world.start_gateway()

    def test_every_lost_answer(self):
        for number, (fault, allowed) in enumerate(LOSSES):
            for kind in (PAYMENT, WITHDRAWAL):
                with self.subTest(fault=fault, kind=kind.noun):
                    scene = self._scene(kind, f"loss-{number}-{kind.noun}")
                    self.world.control("POST", "/faults", {**fault, "method": "POST", "path": kind.path, "count": 1})
                    answer = scene.send()
                    self.assertIn(answer.status, (201, 500, 502), answer.body)
                    if answer.status == 502:
                        self.assertEqual(answer.code, "outcome_unknown")
                    self._judge(scene, allowed)

    def _scene(self, kind, key):
        return Scene(self.world, self.tenant, self.receiver, self.wire, kind, key)

    def _judge(self, scene, allowed):
        before = scene.effects()
        self.assertLessEqual(len(before), 1, "two effects")
        answer = eventually("the key is no longer in flight", lambda: self._settled(scene))
        self.assertIn(self._meaning(answer, before), allowed, answer.body)
        effects = scene.effects()
        self.assertLessEqual(len(effects), 1, "two effects")
        if effects and answer.status == 409:
            answer = eventually("the effect is found upstream", lambda: (a := scene.send()).status == 201 and a)
        again = scene.send()
        self.assertEqual((again.status, again.body), (answer.status, answer.body))
        if answer.status == 201:
            self.assertEqual(again.fields["idempotent-replayed"], "true")
            self.assertEqual(answer.json[scene.kind.id_name], effects[0]["id"])
        self.assertEqual(scene.effects(), effects, "sent again")
        for effect in effects:
            scene.complete(effect["id"])
            eventually(
                "the webhook is delivered",
                lambda: "completed" in (status for _, status in scene.received(effect["id"])))
        self.assertTrue(all(genuine for genuine, _, _ in self.receiver.messages))

    @staticmethod
    def _settled(scene):
        answer = scene.send()
        return answer if answer.status == 201 or answer.code != "idempotency_key_in_use" else None

    def _meaning(self, answer, before):
        if answer.status == 409:
            self.assertTrue(answer.json["error"]["details"]["intent_id"].strip())
            return answer.code
        self.assertEqual(answer.status, 201, answer.body)
        return REPLAYED if before else FRESH

    def test_an_audit_log_that_fails_ends_writes_until_a_restart(self):
        scene = self._scene(PAYMENT, "unaudited")
        stop, pending = scene.held_at_answer()
        scene.inject_at_answer(stop, "fdatasync", "error=EIO", scene.audit_segment())
        answer = pending.wait()
        scene.injection.close()
        self.assertEqual(answer.status, 201, "it has happened and is stored")
        refused = self._scene(WITHDRAWAL, "refused")
        eventually("writes are refused", lambda: refused.send().status == 503)
        self.assertEqual(refused.effects(), [])
        self.assertEqual(self.tenant.call("GET", "/user/balances/").status, 200)
        self.assertEqual(self.world.stop_gateway(), 0)
        self.world.start_gateway()
        self._judge(scene, {REPLAYED})
        self._judge(refused, {FRESH})

    def test_equal_keys_at_once(self):
        self.world.control(
            "POST", "/faults",
            {"kind": "latency", "milliseconds": 100, "method": "POST", "path": "/payments/", "count": 4})
        self.world.add_account("second", self.wire.port)
        neighbour = self.world.add_tenant("neighbour", "second")
        neighbours_receiver = Receiver()
        self.addCleanup(neighbours_receiver.close)
        neighbours_receiver.secret = neighbour.webhook_secret
        start = threading.Barrier(16)
        scene = self._scene(PAYMENT, "equal")
        scenes = [scene, Scene(self.world, neighbour, neighbours_receiver, self.wire, PAYMENT, "equal")]

        def together(scene):
            start.wait()
            return scene.send()

        pending = [Pending(lambda s=one: together(s)) for one in scenes * 8]
        answers = [one.wait() for one in pending]
        for own in answers[0::2], answers[1::2]:
            accepted = {answer.body for answer in own if answer.status == 201}
            self.assertEqual(len(accepted), 1, "a tenant has one answer for its key")
            for answer in own:
                if answer.status != 201:
                    self.assertEqual((answer.status, answer.code), (409, "idempotency_key_in_use"))
                    self.assertGreater(int(answer.fields["retry-after"]), 0)
        self.assertEqual(len(scene.effects()), 2, "one effect for each tenant: a key is its tenant's own")


if __name__ == "__main__":
    unittest.main()
