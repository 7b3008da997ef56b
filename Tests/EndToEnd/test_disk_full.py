"""A disk without room: nothing with an effect begins, reads go on, and all of it works again without a restart."""

import json
import threading
import time
import unittest

from faults import Pending, SmallDisk, Wire
from harness import Receiver, World, eventually

MEBIBYTE = 1 << 20


class DiskFull(unittest.TestCase):
    def setUp(self):
        self.disk = SmallDisk(mebibytes=100)
        self.addCleanup(self.disk.close)
        self.world = World(data_directory=self.disk.path / "data")
        self.addCleanup(self.world.close)
        self.wire = Wire(self.world.upstream_port)
        self.addCleanup(self.wire.close)
        self.world.add_account("main", self.wire.port)
        self.tenant = self.world.add_tenant("shop", "main")
        self.receiver = Receiver()
        self.addCleanup(self.receiver.close)
        self.receiver.secret = self.tenant.webhook_secret

    def test_refused_without_effect_and_back_without_restart(self):
        process = self.world.gateway.pid
        for number, room in enumerate((32 * MEBIBYTE, 0)):
            with self.subTest(room=room):
                self.assertEqual(self.tenant.pay(key=f"before-{number}").status, 201)
                self.disk.fill(leaving=room)
                self._assert_refused(f"full-{number}")
                self.disk.free()
                answer = eventually("writes are taken again", lambda: self._accepted(f"full-{number}"))
                self.assertNotIn("idempotent-replayed", answer.fields)
        self.assertEqual(self.world.gateway.pid, process)
        self.assertEqual(self.world.stop_gateway(), 0)
        self.assertEqual(self.world.cli("audit", "verify").returncode, 0)

    def _accepted(self, key, **members):
        answer = self.tenant.pay(key=key, **members)
        return answer if answer.status == 201 else None

    def _assert_refused(self, key):
        upstream_calls = self._writes_upstream()
        for request in (self.tenant.pay, self.tenant.withdraw):
            answer = request(key=key)
            self.assertEqual((answer.status, answer.code), (503, "service_unavailable"), answer.body)
        self.assertEqual(self._writes_upstream(), upstream_calls, "asked upstream all the same")
        for path in ("/user/balances/", "/currencies/"):
            self.assertEqual(self.tenant.call("GET", path).status, 200)

    def _writes_upstream(self):
        requests = self.world.control("GET", "/counters")["requests"]
        return requests.get("POST /payments/", 0) + requests.get("POST /withdrawal/", 0)

    def test_a_start_on_a_nearly_full_disk(self):
        self.disk.fill(leaving=32 * MEBIBYTE)
        self.world.restart_gateway()
        self._assert_refused("new")
        self.disk.free()
        eventually("writes are taken again", lambda: self._accepted("new"))

    def test_a_start_without_any_room_says_so(self):
        self.assertEqual(self.world.stop_gateway(), 0)
        self.disk.fill(leaving=MEBIBYTE)
        done = self.world.cli("serve", check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"fusegate: the store has no room: [01] MiB free in .*, 8 MiB are needed")

    def test_what_has_begun_is_finished_from_the_reserve(self):
        stop = self.wire.stop_at("answer", b"transaction_id", 0)
        pending = Pending(lambda: self.tenant.pay(key="begun"))
        stop.wait()
        self.disk.fill(leaving=32 * MEBIBYTE)
        self._assert_refused("new")
        stop.released.set()
        self.assertEqual(pending.wait().status, 201)

    def test_a_delivery_under_way_is_recorded_from_the_reserve(self):
        self.receiver.answers.clear()
        self.assertEqual(self.tenant.pay(callback_url=self.receiver.url).status, 201)
        eventually("a delivery is under way", lambda: self.receiver.messages)
        self.disk.fill(leaving=32 * MEBIBYTE)
        self.receiver.answers.set()
        eventually("it is recorded", lambda: self._deliveries("delivered"))
        self.disk.free()
        eventually("the rest follows", lambda: len(self._deliveries("delivered")) == 2)
        webhooks = [webhook for _, webhook, _ in self.receiver.messages]
        self.assertEqual(len(webhooks), len(set(webhooks)), "delivered twice")

    def _deliveries(self, status):
        return json.loads(self.world.cli("webhook", "list", "--status", status, "--json").stdout)["deliveries"]

    def test_an_outcome_without_room_is_recorded_when_there_is_some(self):
        stop = self.wire.stop_at("answer", b"transaction_id", 0)
        request = {"key": "held", "callback_url": self.receiver.url}
        pending = Pending(lambda: self.tenant.pay(**request))
        stop.wait()
        self.disk.fill()
        stop.released.set()
        answer = pending.wait()
        self.assertEqual((answer.status, answer.code), (503, "outcome_unknown"), answer.body)
        self.disk.free()
        eventually("webhooks that found no room came again", lambda: "completed" in self.receiver.statuses())
        answer = eventually("the outcome is recorded", lambda: self._accepted(**request))
        self.assertEqual(answer.fields["idempotent-replayed"], "true")
        effects = self.world.effects("payment_created")
        self.assertEqual([effect["id"] for effect in effects], [answer.json["transaction_id"]])

    def test_filled_under_load(self):
        accepted, stop = {}, threading.Event()

        def client(number):
            for count in range(100_000):
                if stop.is_set():
                    return
                key = f"client-{number}-{count}"
                answer = self.tenant.pay(amount=100.00, key=key, order_id=key)
                if answer.status == 201:
                    accepted[key] = answer.body
                else:
                    self.assertEqual(answer.status, 503, answer.body)

        clients = [threading.Thread(target=client, args=(number,)) for number in range(4)]
        for thread in clients:
            thread.start()
        try:
            for _ in range(5):
                time.sleep(0.3)
                self.disk.fill()
                time.sleep(0.3)
                self.disk.free()
        finally:
            stop.set()
            for thread in clients:
                thread.join()
        self.assertIsNone(self.world.gateway.poll(), "the gateway ended")
        self.assertGreater(len(accepted), 20)
        eventually("writes are taken again", lambda: self._accepted("after"))
        for key, body in accepted.items():
            replay = self.tenant.pay(amount=100.00, key=key, order_id=key)
            self.assertEqual((replay.status, replay.body), (201, body), key)
        references = [effect["order_id"] for effect in self.world.effects("payment_created")]
        self.assertEqual(len(references), len(set(references)), "an intent had two effects")
        self.assertEqual(self.world.stop_gateway(), 0)
        self.assertEqual(self.world.cli("audit", "verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
