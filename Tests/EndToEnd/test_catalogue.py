"""What is the same for every tenant of a credential is kept for its lifetime, and shared with no other credential."""

import unittest

from harness import World, call


class Catalogue(unittest.TestCase):
    def setUp(self):
        self.world = World(settings="catalogue: {currencies_lifetime: 1h, min_amount_lifetime: 0s}")
        self.addCleanup(self.world.close)
        for name in ("one", "other"):
            self.world.add_credential(name)

    def ages(self, key, target):
        answers = [call(self.world.port, "GET", target, headers={"Authorization": f"Bearer {key}"}) for _ in range(2)]
        self.assertEqual([answer.status for answer in answers], [200, 200])
        self.assertEqual(answers[0].body, answers[1].body)
        return ["Age" in answer.headers for answer in answers]

    def test_kept_answers_say_their_age(self):
        key, second = (self.world.add_tenant(name, "one")["api_key"] for name in ("a", "b"))
        foreign = self.world.add_tenant("c", "other")["api_key"]
        self.assertEqual(self.ages(key, "/currencies/?full=true"), [False, True])
        self.assertEqual(self.ages(second, "/currencies/?full=true"), [True, True])
        self.assertEqual(self.ages(second, "/currencies/"), [False, True])
        self.assertEqual(self.ages(foreign, "/currencies/?full=true"), [False, True])
        rates = "/rates/?amount=1&currency_from=USD&currency_to=USDTTRC20"
        self.assertEqual(self.ages(key, "/payments/min-amount/?currency=USDTTRC20"), [False, False])
        self.assertEqual("Age" in call(
            self.world.port, "GET", rates, headers={"Authorization": f"Bearer {key}"}).headers, False)


if __name__ == "__main__":
    unittest.main()
