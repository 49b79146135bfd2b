from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tests import Form, new_test_user, tagged

from .common import MonacoCase


class FadingCase(MonacoCase):
    """Salespeople of the test company, and persons whose file closes within five weeks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {
            "company_id": cls.company.id,
            "company_ids": [(6, 0, cls.company.ids)],
            "lang": "en_US",
        }
        groups = "base.group_user,sales_team.group_sale_salesman"
        cls.seller = new_test_user(
            cls.env, "monaco_seller", groups, email="seller@example.com", **company
        )
        cls.other = new_test_user(
            cls.env, "monaco_other", groups, email="other@example.com", **company
        )
        cls.dpo = new_test_user(
            cls.env,
            "monaco_dpo",
            f"{groups},crm_monaco.group_monaco_dpo",
            email="dpo@example.com",
            **company,
        )
        cls.portal = new_test_user(cls.env, "monaco_portal", "base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.staff = new_test_user(cls.env, "monaco_staff", "base.group_user", **company)

    def make_fading(self, name="Camille Essai", user=None, days=345, **vals):
        """Return a prospect last heard of ``days`` ago: archived in 335 - days days."""
        person = self.make_prospect(name, relativedelta(days=days), **vals)
        person.user_id = user or self.seller
        self.refresh()
        return person

    def listed(self, user):
        """Return the persons on the user's list, as the menu opens it."""
        persons = self.env["res.partner"].with_user(user)
        return persons.search(
            persons._get_monaco_mine_domain(user.id) & Domain("monaco_due_soon", "=", True)
        )


@tagged("-at_install", "post_install")
class TestFading(FadingCase):
    def setUp(self):
        super().setUp()
        self.retention_on()
        self.person = self.make_fading()

    def test_list_holds_who_closes_within_five_weeks(self):
        far = self.make_fading("Loin", days=200)
        late = self.make_fading("Tard", days=362)
        held = self.make_fading("Tenu")
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": held.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "litige",
            }
        )
        found = self.listed(self.seller)
        self.assertIn(self.person, found)
        self.assertIn(late, found)
        self.assertNotIn(far, found)
        self.assertNotIn(held, found, "whoever is held does not go")
        self.assertTrue(self.person.monaco_due_soon)
        self.assertFalse(far.monaco_due_soon)

    def test_list_is_of_the_salesperson_or_of_their_company(self):
        firm = self.make_prospect(
            "Maison Essai", relativedelta(days=345), is_company=True, user_id=self.other.id
        )
        contact = self.make_prospect("Contact", relativedelta(days=345), parent_id=firm.id)
        contact.user_id = False
        self.refresh()
        found = self.listed(self.other)
        self.assertIn(contact, found)
        self.assertNotIn(self.person, found)

    def test_let_go_leaves_the_list_and_changes_nothing_else(self):
        before = (
            self.person.monaco_archive_on,
            self.person.monaco_deadline,
            self.person.monaco_state,
        )
        self.person.with_user(self.seller).action_monaco_let_go()
        self.refresh()
        self.assertNotIn(self.person, self.listed(self.seller))
        self.assertEqual(
            before,
            (self.person.monaco_archive_on, self.person.monaco_deadline, self.person.monaco_state),
        )
        self.person.with_user(self.seller).action_monaco_keep_on_list()
        self.assertIn(self.person, self.listed(self.seller))

    def test_whoever_was_let_go_and_acts_comes_back_a_year_later(self):
        self.person.with_user(self.seller).action_monaco_let_go()
        self.set_columns(self.person, monaco_let_go=self.today - timedelta(days=400))
        self.assertIn(self.person, self.listed(self.seller), "their last act is later than that")

    def test_one_click_logs_one_solicitation_each_in_bulk(self):
        second = self.make_fading("Seconde")
        persons = (self.person | second).with_user(self.seller)
        for channel in ("phone", "email", "visit", "post"):
            persons.with_context(monaco_channel=channel).action_monaco_solicit()
        logged = self.env["monaco.solicitation"].search([("partner_id", "in", persons.ids)])
        self.assertEqual(len(logged), 8)
        self.assertEqual(set(logged.mapped("channel")), {"phone", "email", "visit", "post"})
        self.assertEqual(logged.user_id, self.seller)
        self.assertFalse(any(logged.mapped("answered")))
        self.assertIn(self.person, self.listed(self.seller), "what we do is no act of the person")

    def test_noting_an_exchange_restarts_the_clock_at_once(self):
        second = self.make_fading("Seconde")
        persons = self.person | second
        wizard = (
            self.env["monaco.exchange"]
            .with_user(self.seller)
            .with_context(active_model="res.partner", active_ids=persons.ids)
        )
        with Form(wizard) as form:
            self.assertEqual(form.count, 2)
            form.note = "Demande un devis"
        form.record.action_confirm()
        for person in persons:
            self.assertEqual(person.monaco_last_contact, fields.Date.today())
            self.assertGreater(person.monaco_archive_on, fields.Date.today() + timedelta(days=300))
        self.assertFalse(form.record.exists(), "no copy of the note survives in the wizard")
        logged = self.env["monaco.solicitation"].search([("partner_id", "in", persons.ids)])
        self.assertEqual(set(logged.mapped("note")), {"Demande un devis"})
        self.assertTrue(all(logged.mapped("answered")))

    def test_the_wizard_logs_another_solicitation_too(self):
        wizard = (
            self.env["monaco.exchange"]
            .with_user(self.seller)
            .with_context(active_model="res.partner", active_ids=self.person.ids)
        )
        before = self.person.monaco_last_contact
        wizard.create({"answered": False, "channel": "post"}).action_confirm()
        logged = self.env["monaco.solicitation"].search([("partner_id", "=", self.person.id)])
        self.assertEqual((logged.channel, logged.answered), ("post", False))
        self.assertEqual(self.person.monaco_last_contact, before)

    def test_an_exchange_in_the_past_moves_the_clock_to_that_day(self):
        day = self.today - timedelta(days=30)
        self.person.with_user(self.seller)._monaco_note_exchange(day, "visit", "")
        self.assertEqual(self.person.monaco_last_contact, day)

    def test_from_the_lead(self):
        lead = self.env["crm.lead"].search([("partner_id", "=", self.person.id)], limit=1)
        lead.user_id = self.seller
        lead.with_user(self.seller).with_context(monaco_channel="visit").action_monaco_solicit()
        self.assertEqual(
            self.env["monaco.solicitation"].search([("partner_id", "=", self.person.id)]).channel,
            "visit",
        )
        action = lead.with_user(self.seller).action_monaco_note_exchange()
        self.assertEqual(action["context"]["active_ids"], self.person.ids)
        alone = self.env["crm.lead"].create({"name": "Sans contact", "user_id": self.seller.id})
        with self.assertRaises(UserError):
            alone.with_user(self.seller).action_monaco_solicit()
        with self.assertRaises(AccessError):
            lead.with_user(self.portal).action_monaco_solicit()
