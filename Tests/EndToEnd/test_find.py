"""Operators look things up by what people hold, from wherever they are."""

import json
import subprocess
import time
import unittest

from harness import FUSEGATE, Receiver, eventually
from pooled import PooledTenants


class Find(PooledTenants):
    def find(self, name, *arguments):
        return json.loads(self.world.cli("find", name, "--json", *arguments).stdout)["objects"]

    def test_a_payment_is_found_by_every_name_it_has(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.left.webhook_secret
        paid = self.left.pay(123.45, key="key-1", order_id="order-1", callback_url=receiver.url)
        payment, request = paid.json["transaction_id"], paid.fields["x-request-id"]
        self.awaits(self.left, "122.21550000", "0.00000000")
        eventually("both webhooks", lambda: len(receiver.messages) == 2)
        found = self.find(payment)[0]
        self.assertEqual((found["tenant"], found["account"], found["status"]), ("left", "shared", "completed"))
        self.assertEqual(found["amounts"]["currency"], "USDTTRC20")
        self.assertEqual({delivery["status"] for delivery in found["deliveries"]}, {"delivered"})
        self.assertEqual([entry["cause"] for entry in found["entries"]], ["payment"])
        intent = found["intent"]["id"]
        eventually("it is in the audit log", lambda: any(intent in line for line in self.find(payment)[0]["audit"]))
        accepted = eventually("each webhook has its record", lambda: self.accepted(payment, found["deliveries"]))
        for record in accepted:
            self.assertEqual((record["result"], record["status"], record["peer"]), ("accepted", 200, "127.0.0.1"))
            self.assertEqual((record["intent"], record["upstream_id"]), (intent, payment))
            self.assertTrue({"request_id", "tenant", "duration_us"} <= record.keys(), record)
            self.assertTrue({"account", "event", "status", "deliveries"} <= record["details"].keys(), record)
        names = ["key-1", "order-1", intent, found["deliveries"][0]["event_id"], found["deliveries"][0]["id"], request]
        for name in names:
            self.assertEqual([one["intent"]["id"] for one in self.find(name)], [intent], name)
        self.assertEqual(len(self.find("order-1", "--tenant", "left")), 1)
        other = self.world.cli("find", "order-1", "--tenant", "right", check=False)
        self.assertEqual(other.returncode, 2)
        text = self.world.cli("find", payment).stdout
        for word in ("Deliveries", "Postings", "Audit", "left", "order-1"):
            self.assertIn(word, text)

    def accepted(self, payment, deliveries):
        """The webhooks' records, once those of all deliveries are there: one each."""
        records = [json.loads(line) for line in self.find(payment)[0]["audit"]]
        webhooks = [record for record in records if record["kind"] == "webhook"]
        events = sorted(record["details"]["event"] for record in webhooks)
        return webhooks if events == sorted({delivery["event_id"] for delivery in deliveries}) else None

    def test_lists_name_tenant_event_transaction_and_amount_in_120_columns(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.left.webhook_secret
        payment = self.left.pay(123.45, callback_url=receiver.url).json["transaction_id"]
        self.right.pay(123.45, callback_url=receiver.url)
        eventually("webhooks", lambda: len(receiver.messages) >= 4)
        lines = self.world.cli("webhook", "list").stdout.splitlines()
        self.assertTrue(all(len(line) <= 120 for line in lines), lines)
        for word in ("left", "right", "completed", "USDTTRC20"):
            self.assertTrue(any(word in line for line in lines), word)

        def listed(*arguments):
            return json.loads(self.world.cli("webhook", "list", "--json", *arguments).stdout)["deliveries"]

        self.assertEqual({one["object_id"] for one in listed("--object", payment)}, {payment})
        self.assertEqual({one["tenant"] for one in listed("--tenant", "right")}, {"right"})
        self.assertEqual(len(listed("--since", "1h")), len(listed()))
        time.sleep(1.1)
        self.assertEqual(listed("--since", "1s"), [])

    def test_the_audit_log_is_followed_by_actor_kind_and_tenant(self):
        follower = subprocess.Popen(
            [FUSEGATE, "audit", "tail", "-f", "--count", "1", "--tenant", "left", "--kind", "admin", "--config",
             str(self.world.config)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(follower.stdout.close)
        self.addCleanup(follower.stderr.close)
        self.addCleanup(follower.wait)
        self.addCleanup(follower.kill)
        first = json.loads(follower.stdout.readline())
        self.assertEqual((first["kind"], first["tenant"]), ("admin", self.left.id))
        self.world.cli("tenant", "show", "right")
        self.left.call("GET", "/currencies/")
        self.world.cli("tenant", "suspend", "left", "--reason", "followed")
        while (record := json.loads(follower.stdout.readline()))["path"] != "tenant suspend":
            self.assertEqual(record["tenant"], self.left.id)
        mine = self.world.cli("audit", "tail", "--actor", record["actor"], "--since", "1h").stdout
        self.assertTrue(all(json.loads(line)["actor"] == record["actor"] for line in mine.splitlines()))
        self.assertEqual(self.world.cli("audit", "tail", "--actor", "nobody-known").stdout, "")


class FindDeep(PooledTenants):
    """The audit log is not indexed: an object's older records are looked for only where that is asked for."""

    world_options = {"settings": "audit: {segment_bytes_max: 64KiB}"}

    def test_older_records_are_named_as_unread_and_found_deep(self):
        paid = self.left.pay(123.45)
        payment, request = paid.json["transaction_id"], paid.fields["x-request-id"]
        for _ in range(1500):
            self.left.call("GET", "/currencies/")
        audit = self.world.data / "audit"
        eventually("segments are full", lambda: len(list(audit.glob("audit-*"))) > 6)
        shallow = json.loads(self.world.cli("find", payment, "--json").stdout)
        intent = shallow["objects"][0]["intent"]["id"]
        self.assertGreater(shallow["audit_segments_unread"], 1)
        self.assertIn("--deep", self.world.cli("find", payment).stdout)
        deep = json.loads(self.world.cli("find", payment, "--deep", "--json").stdout)
        self.assertEqual(deep["audit_segments_unread"], 0)
        self.assertTrue(any(request in line and intent in line for line in deep["objects"][0]["audit"]))
        # A request's id is on the audit log alone.
        unknown = self.world.cli("find", request, check=False)
        self.assertEqual(unknown.returncode, 2)
        self.assertIn("--deep", unknown.stderr)
        found = json.loads(self.world.cli("find", request, "--deep", "--json").stdout)
        self.assertEqual([one["intent"]["id"] for one in found["objects"]], [intent])


if __name__ == "__main__":
    unittest.main()
