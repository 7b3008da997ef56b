"""Lists and withdrawals from the gateway's mirror: a tenant's own objects, in the upstream's shapes, and nothing else."""

import json
import unittest
import urllib.parse

from harness import Receiver, World, call, eventually

WITHDRAWAL = {"amount": 10, "currency": "USDTTRC20", "address": "THOLDabc123"}


class Lists(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.world = World()
        cls.addClassCleanup(cls.world.close)
        cls.world.add_account("own")
        cls.world.add_account("shared")
        cls.tenant = cls.world.add_tenant("shop", "own")
        cls.left, cls.right = [cls.world.add_tenant(name, "shared", "pooled") for name in ("left", "right")]

    def walk(self, tenant, path, link="next"):
        """Every item that following the links shows, and the first page."""
        first = page = tenant.call("GET", path)
        items = []
        while True:
            self.assertEqual(page.status, 200, page.body)
            items += page.json["results"]
            target = page.json[link]
            if target is None:
                return items, first.json
            parts = urllib.parse.urlsplit(target)
            self.assertEqual(parts.netloc, f"127.0.0.1:{self.world.port}")
            page = tenant.call("GET", f"{parts.path}?{parts.query}")

    def test_payments_are_listed_page_by_page(self):
        created = [
            tenant.pay(77, order_id=f"{number % 2}").json["transaction_id"]
            for number in range(7) for tenant in (self.left, self.right)]
        lefts = created[0::2][::-1]
        items, first = self.walk(self.left, "/payments/?limit=3")
        self.assertEqual([item["transaction_id"] for item in items], lefts)
        self.assertEqual((first["count"], len(first["results"]), first["previous"]), (7, 3, None))
        odd, _ = self.walk(self.left, "/payments/?limit=2&order_id=1")
        self.assertEqual([item["transaction_id"] for item in odd], lefts[1::2])
        skipped = self.left.call("GET", "/payments/?offset=5&limit=3").json
        self.assertEqual([item["transaction_id"] for item in skipped["results"]], lefts[5:])
        back, _ = self.walk(self.left, "/payments/?offset=6&limit=3", "previous")
        self.assertEqual(sorted(item["transaction_id"] for item in back), sorted(lefts))
        # Another's link, or its ids as filters, show nothing of its.
        cursor = urllib.parse.urlsplit(first["next"]).query
        foreign = self.right.call("GET", f"/payments/?{cursor}").json["results"]
        self.assertFalse({item["transaction_id"] for item in foreign} & set(lefts))
        self.assertEqual(self.right.call("GET", f"/payments/?order_id={lefts[0]}").json["results"], [])
        self.assertEqual(self.right.call("GET", "/payments/?limit=0").code, "invalid_request")

    def test_an_item_is_what_the_status_call_shows(self):
        created = self.tenant.pay(55, order_id="mirrored").json
        # No webhook tells it: the status call does.
        self.world.control("POST", "/faults", {
            "kind": "webhook_lose", "event": "payment_status_update", "match_status": "confirming"})
        self.addCleanup(self.world.control, "DELETE", "/faults")
        self.world.control("POST", f"/payments/{created['transaction_id']}", {"status": "confirming"})
        status = self.tenant.call(
            "POST", "/payments/status/", {"transaction_id": created["transaction_id"]}).json
        self.assertEqual(status["status"], "confirming")
        item, = self.tenant.call("GET", "/payments/?order_id=mirrored").json["results"]
        self.assertEqual(item, status)

    def test_webhooks_move_the_mirror(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        receiver.secret = self.tenant.webhook_secret
        self.tenant.pay(345.67, order_id="partial", callback_url=receiver.url)
        eventually("both webhooks", lambda: receiver.statuses() == ["confirming", "partially_paid"])
        item, = self.tenant.call("GET", "/payments/?order_id=partial").json["results"]
        self.assertEqual((item["status"], item["payment_type"]), ("partially_paid", "partial"))
        self.assertEqual((item["order_id"], item["callback_url"]), ("partial", receiver.url))
        self.assertIn("blockchain_address", item)
        found = self.tenant.call("GET", "/payments/?status=partially_paid").json["results"]
        self.assertEqual([found["order_id"] for found in found], ["partial"])

    def test_withdrawals_are_shown_by_id_and_listed(self):
        created = self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "w-1"}).json
        identifier = created["withdrawal_id"]
        shown = self.tenant.call("GET", f"/withdrawal/{identifier}/")
        self.assertEqual((shown.status, shown.json), (200, {**created, "custom_id": "w-1", "callback_url": None}))
        self.assertEqual(self.tenant.call("GET", f"/withdrawal/{identifier}").body, shown.body)
        self.assertEqual(
            self.tenant.call("POST", "/withdrawal/status/", {"withdrawal_id": identifier}).body, shown.body)
        listed = self.tenant.call("GET", "/withdrawal/?custom_id=w-1").json
        self.assertEqual((listed["count"], listed["results"]), (1, [shown.json]))
        self.assertEqual(listed["next"], None)
        self.world.cli("account", "set", "own", "--withdrawal-list", "withdrawals")
        self.addCleanup(self.world.cli, "account", "set", "own", "--withdrawal-list", "results")
        self.assertEqual(
            self.tenant.call("GET", "/withdrawal/?custom_id=w-1").json, {"withdrawals": [shown.json], "total": 1})

    def test_every_row_is_reached_where_the_body_has_no_links(self):
        made = [self.withdrawal(f"row-{number}") for number in range(4)]
        self.world.cli("account", "set", "own", "--withdrawal-list", "withdrawals")
        self.addCleanup(self.world.cli, "account", "set", "own", "--withdrawal-list", "results")
        path, seen = "/withdrawal/?limit=1", []
        while path:
            page = self.tenant.call("GET", path)
            self.assertEqual(set(page.json), {"withdrawals", "total"})
            seen += [row["withdrawal_id"] for row in page.json["withdrawals"]]
            links = dict(reversed(link.split("; ")) for link in page.fields.get("link", "").split(", ") if link)
            target = links.get('rel="next"')
            path = target and "/withdrawal/" + target.strip("<>").split("/withdrawal/")[1]
        self.assertEqual(len(seen), page.json["total"])
        self.assertEqual(len(set(seen)), len(seen))
        self.assertLessEqual(set(made), set(seen))

    def withdrawal(self, custom_id):
        return self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": custom_id}).json["withdrawal_id"]

    def test_a_foreign_withdrawal_does_not_exist(self):
        identifier = self.tenant.call("POST", "/withdrawal/", WITHDRAWAL).json["withdrawal_id"]
        none = "00000000-0000-4000-8000-000000000000"
        for ask in (
            lambda id: self.left.call("GET", f"/withdrawal/{id}/"),
            lambda id: self.left.call("POST", "/withdrawal/status/", {"withdrawal_id": id}),
        ):
            foreign, unknown = ask(identifier), ask(none)
            self.assertEqual((foreign.status, foreign.body), (unknown.status, unknown.body))
            self.assertEqual((foreign.status, foreign.code), (404, "not_found"))
        missing = self.left.call("POST", "/withdrawal/status/", {})
        self.assertEqual((missing.status, missing.code), (400, "missing_required_fields"))

    def test_the_pools_balance_has_no_path(self):
        answer = self.tenant.call("GET", "/withdrawal/available-currencies/")
        self.assertEqual((answer.status, answer.code), (404, "not_found"))
        self.assertEqual(call(self.world.port, "GET", "/payments/").status, 401)


class OtherDialects(unittest.TestCase):
    """What the documents leave open costs a resolution time at most; it never proves what is not so."""

    def setUp(self):
        self.world = World(settings="resolution: {schedule: [200ms]}\n")
        self.addCleanup(self.world.close)
        self.world.add_account("main")
        self.tenant = self.world.add_tenant("shop", "main")

    def lose(self, phase="after_effect"):
        self.world.control("POST", "/faults", {
            "kind": "disconnect", "phase": phase, "mode": "reset", "method": "POST", "path": "/withdrawal/",
            "count": 1})
        answer = self.withdraw()
        self.assertEqual((answer.status, answer.code), (502, "outcome_unknown"))
        return answer.json["error"]["details"]["intent_id"]

    def withdraw(self):
        return self.tenant.call("POST", "/withdrawal/", {**WITHDRAWAL, "custom_id": "mine"}, key="mine")

    def replayed(self):
        def answer():
            answer = self.withdraw()
            return answer if answer.status != 409 else None

        return eventually("the key is replayed", answer)

    def test_a_list_with_a_total(self):
        self.world.control("PATCH", "/settings", {"lists": {"withdrawals_with_total": True}})
        self.lose()
        effect, = self.world.effects("withdrawal_created")
        self.assertEqual(self.replayed().json["withdrawal_id"], effect["id"])

    def test_a_filter_that_is_none_proves_nothing(self):
        self.tenant.call("POST", "/withdrawal/", WITHDRAWAL)
        self.world.control("PATCH", "/settings", {"lists": {"ignores_references": True}})
        identifier = self.lose("before_effect")

        def asked():
            detail = json.loads(self.world.cli("intent", "show", identifier, "--json").stdout)
            return detail if detail["resolution"]["questions"] >= 3 else None

        self.assertEqual(eventually("the upstream was asked", asked)["intent"]["state"], "unknown")
        self.assertEqual(self.withdraw().code, "outcome_unknown")

    def test_a_withdrawal_that_only_lists_show(self):
        self.world.control("PATCH", "/settings", {"lists": {"hides_withdrawals": True}})
        self.lose()
        effect, = self.world.effects("withdrawal_created")
        replay = self.replayed()
        self.assertEqual((replay.json["withdrawal_id"], replay.json["custom_id"]), (effect["id"], "mine"))


if __name__ == "__main__":
    unittest.main()
