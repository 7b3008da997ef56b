"""kill -9 at random moments under load: nothing acknowledged is lost, nothing happens twice."""

import json
import os
import random
import threading
import time
import unittest

from harness import Receiver, World, eventually

ROUNDS = int(os.environ.get("FUSEGATE_CRASH_ROUNDS", "10"))
CLIENTS = 4


class Crash(unittest.TestCase):
    def test_kill_under_load(self):
        seed = int(os.environ.get("FUSEGATE_CRASH_SEED", str(random.randrange(1 << 32))))
        print(f"seed {seed}", flush=True)
        moments = random.Random(seed)
        world = World()
        self.addCleanup(world.close)
        receiver = Receiver()
        self.addCleanup(receiver.close)
        world.add_credential("main")
        tenant = world.add_tenant("shop", "main")
        receiver.secret = tenant.webhook_secret
        acknowledged, stop = {}, threading.Event()

        def client(number):
            count = 0
            while not stop.is_set():
                count += 1
                key = f"client-{number}-{count}"
                try:
                    answer = tenant.pay(key=key, callback_url=receiver.url, order_id=key)
                except OSError:
                    time.sleep(0.02)
                    continue
                if answer.status == 201:
                    acknowledged[key] = answer.body

        clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
        for thread in clients:
            thread.start()
        try:
            for _ in range(ROUNDS):
                time.sleep(moments.uniform(0.05, 0.6))
                world.kill_gateway()
                world.start_gateway()
        finally:
            stop.set()
            for thread in clients:
                thread.join()

        self.assertGreater(len(acknowledged), ROUNDS)
        for key, body in acknowledged.items():
            replay = tenant.pay(key=key, callback_url=receiver.url, order_id=key)
            self.assertEqual((replay.status, replay.body), (201, body), key)
            self.assertEqual(replay.fields.get("idempotent-replayed"), "true", key)

        created = world.effects("payment_created")
        references = [effect["order_id"] for effect in created]
        self.assertEqual(len(references), len(set(references)), "an intent had two effects")

        def both(identifier, seen):
            return {"confirming", "completed"} <= seen.get(identifier, set())

        def delivered():
            seen = {}
            for genuine, _, body in list(receiver.messages):
                self.assertTrue(genuine)
                message = json.loads(body)
                seen.setdefault(message["transaction_id"], set()).add(message["status"])
            return all(both(json.loads(body)["transaction_id"], seen) for body in acknowledged.values())

        eventually("every payment's webhooks are delivered", delivered, seconds=120)
        self.assertEqual(world.stop_gateway(), 0)
        self.assertEqual(world.cli("audit", "verify").returncode, 0)


if __name__ == "__main__":
    unittest.main()
