from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_guards import GuardCase


@tagged("-at_install", "post_install")
class TestContractEnd(GuardCase):
    """Staff with the right say when a contract ended; the client's period runs from there."""

    def test_makes_a_client_and_restarts_the_period(self):
        person = self.make_prospect("Abonnée", self.years(3))
        self.assertEqual(self.get_clock(person)["kind"], "prospect")
        person.with_user(self.admin).monaco_contract_end = self.ago(years=2).date()
        self.assertEqual(person.monaco_kind, "client", "at once, not the next night")
        self.assertEqual(person.monaco_deadline, self.ago(years=-3).date())
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(person)
        person.with_user(self.dpo).monaco_contract_end = self.ago(years=6).date()
        self.run_nightly()
        self.assertErased(person)
        self.assertFalse(person.monaco_contract_end)

    def test_a_contract_still_running_keeps(self):
        person = self.make_prospect("Abonnée", self.years(3))
        person.monaco_contract_end = self.ago(months=-6).date()
        self.assertEqual(person.monaco_deadline, self.ago(months=-66).date())

    def test_only_with_the_right(self):
        person = self.make_prospect("Abonnée", self.years(3))
        day = fields.Date.to_string(self.today)
        for user in (self.sales, self.portal):
            with self.subTest(user=user.login):
                with self.assertRefused():
                    self.rpc(user, "res.partner", "write", person.ids, {"monaco_contract_end": day})
                with self.assertRefused():
                    self.rpc(
                        user,
                        "res.partner",
                        "create",
                        [{"name": "Neuve", "monaco_contract_end": day}],
                    )
                with self.assertRefused():
                    self.rpc(
                        user,
                        "res.partner",
                        "create",
                        [{"name": "Neuve"}],
                        context={"default_monaco_contract_end": day},
                    )
        with self.assertRaises(AccessError):
            self.rpc(self.portal, "res.partner", "read", person.ids, ["monaco_contract_end"])
        self.rpc(self.admin, "res.partner", "write", person.ids, {"monaco_contract_end": day})
        self.assertEqual(person.monaco_contract_end, self.today)

    def test_shown_among_the_reasons(self):
        person = self.make_prospect("Abonnée", self.years(3))
        person.monaco_contract_end = self.ago(years=1).date()
        acts = person._get_monaco_why()["acts"]
        self.assertEqual(acts[0]["code"], "contract_end")
        self.assertNotEqual(acts[0]["name"], "contract_end")

    def test_the_later_end_survives_a_merge(self):
        mine, theirs = self.make_prospect("Abonnée"), self.make_prospect("Abonné")
        mine.monaco_contract_end = self.ago(years=1).date()
        theirs.monaco_contract_end = self.ago(years=4).date()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [mine.id, theirs.id], theirs, extra_checks=False
        )
        self.assertEqual(theirs.monaco_contract_end, self.ago(years=1).date())
