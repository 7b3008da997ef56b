"""What is the same for every tenant of an account is kept for its lifetime, and shared with no other account."""

import unittest

from harness import World


class Catalogue(unittest.TestCase):
    def setUp(self):
        self.world = World(settings="catalogue: {currencies_lifetime: 1h, min_amount_lifetime: 0s}")
        self.addCleanup(self.world.close)
        for name in ("one", "other"):
            self.world.add_account(name)

    def ages(self, tenant, target):
        """Whether each of two answers, which are the same, says an age."""
        answers = [tenant.call("GET", target) for _ in range(2)]
        self.assertEqual([answer.status for answer in answers], [200, 200])
        self.assertEqual(answers[0].body, answers[1].body)
        return ["age" in answer.fields for answer in answers]

    def test_kept_answers_say_their_age(self):
        one, second = (self.world.add_tenant(name, "one", "pooled") for name in ("a", "b"))
        foreign = self.world.add_tenant("c", "other")
        self.assertEqual(self.ages(one, "/currencies/?full=true"), [False, True])
        self.assertEqual(self.ages(second, "/currencies/?full=true"), [True, True])
        self.assertEqual(self.ages(second, "/currencies/"), [False, True])
        self.assertEqual(self.ages(foreign, "/currencies/?full=true"), [False, True])
        self.assertEqual(self.ages(one, "/payments/min-amount/?currency=USDTTRC20"), [False, False])

    def test_rates_are_asked_anew(self):
        tenant = self.world.add_tenant("a", "one")
        for _ in range(2):
            answer = tenant.call("GET", "/rates/?amount=1&currency_from=USD&currency_to=USDTTRC20")
            self.assertEqual((answer.status, "age" in answer.fields), (200, False))


if __name__ == "__main__":
    unittest.main()
