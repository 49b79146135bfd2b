from odoo.tests import tagged

from odoo.addons.crm_monaco.tests.common import MonacoCase


@tagged("-at_install", "post_install")
class TestPrivacyLookup(MonacoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.make_prospect(
            "Cherchée Parmail", cls.years(3), email="cherchee@example.com"
        )
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Sans contact", "email_from": "cherchee@example.com"}
        )

    def _hold(self, xmlid="crm_monaco.hold_type_legal_hold"):
        self.env["monaco.manual.hold"].create(
            {"partner_id": self.person.id, "type_id": self.env.ref(xmlid).id, "reason": "Essai"}
        )
        self.env.flush_all()

    def _get_lines(self, record=None):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.person.name, "email": self.person.email}
        )
        wizard.action_lookup()
        if record is None:
            return wizard.line_ids
        return wizard.line_ids.filtered(
            lambda line: (line.res_model, line.res_id) == (record._name, record.id)
        )

    def test_held_person_is_neither_deleted_nor_archived(self):
        self._hold()
        for record in (self.person, self.lead):
            line = self._get_lines(record)
            self.assertEqual(len(line), 1)
            with self.assertRefused("Legal hold"):
                line.action_unlink()
            with self.assertRefused("Legal hold"):
                line.action_archive_all()
            self.assertTrue(record.exists().active)
        with self.assertRefused("Legal hold"):
            self._get_lines().action_unlink_all()
        self.assertTrue(self.person.exists())

    def test_books_allow_archiving_only(self):
        self.env.ref("crm_monaco.hold_type_dispute").archivable = True
        self._hold("crm_monaco.hold_type_dispute")
        line = self._get_lines(self.person)
        line.action_archive_all()
        self.assertFalse(self.person.active)
        with self.assertRefused("Dispute"):
            line.action_unlink()

    def test_free_person_goes(self):
        self._get_lines(self.lead).action_unlink()
        self.assertFalse(self.lead.exists())
        self.person.unlink()  # the lead that names them is no hold
        self.assertFalse(self.person.exists())

    def test_nobody_is_brought_back(self):
        self.set_columns(self.person, monaco_state="archived", active=False)
        line = self._get_lines(self.person)
        line.is_active = True
        with self.assertRefused("their time is over"):
            line._onchange_is_active()
        self.assertFalse(self.person.active)
