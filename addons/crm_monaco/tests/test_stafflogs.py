from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .test_fading import FadingCase


@tagged("-at_install", "post_install")
class TestStaffLogs(FadingCase):
    def setUp(self):
        super().setUp()
        self.person = self.make_fading()

    def test_kept_by_staff_logs_alone(self):
        persons = self.env["res.partner"]
        alone, both, fresh = (
            self.make_prospect(name, relativedelta(days=days))
            for name, days in (("Seul", 500), ("Aussi un courriel", 500), ("Récent", 100))
        )
        for person in alone | both | fresh:
            person._monaco_note_exchange(self.today - timedelta(days=20), "phone", "")
        self.make_lead(both, relativedelta(days=50))
        self.refresh()
        found = persons.search([("monaco_staff_only", "=", True)])
        self.assertIn(alone, found)
        self.assertNotIn(both, found)
        self.assertNotIn(fresh, found, "collected within the period")
        self.assertNotIn(self.person, found)
        self.assertTrue(alone.monaco_staff_only)
        self.assertFalse(both.monaco_staff_only)

    def test_a_company_lives_through_its_contacts(self):
        firm = self.make_prospect("Maison Essai", relativedelta(days=500), is_company=True)
        contact = self.make_prospect("Contact", relativedelta(days=500), parent_id=firm.id)
        firm._monaco_note_exchange(self.today - timedelta(days=20), "phone", "")
        self.refresh()
        self.assertIn(firm, firm.search([("monaco_staff_only", "=", True)]))
        self.make_lead(contact, relativedelta(days=5))
        self.refresh()
        self.assertNotIn(firm, firm.search([("monaco_staff_only", "=", True)]))
