import logging

from odoo.exceptions import AccessDenied
from odoo.tests import new_test_user, tagged

from . import common


@tagged("-at_install", "post_install")
class TestPortalClosing(common.MonacoCase):
    """A portal user who closes their account is erased by the engine, or kept and told why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env, "ferme.compte@example.com", groups="base.group_portal", email="ferme.compte@example.com",
            name="Fermeture Decompte", company_id=cls.company.id, company_ids=[(6, 0, cls.company.ids)],
        )  # fmt: skip
        cls.person = cls.user.partner_id
        cls.person.lang = "en_US"

    def _close(self, **post):
        """Close the account as the portal's controller does: by the user, above their rights."""
        with self.assertLogs("odoo.addons", logging.INFO) as logs:
            self.user.with_user(self.user).sudo()._deactivate_portal_user(**post)
            self.env.flush_all()
        for line in logs.output:
            self.assertNotIn("ferme.compte", line)
            self.assertNotIn("Fermeture", line)
        self.assertFalse(self.user.active)
        self.assertNotIn("example.com", self.user.login)
        self.assertFalse(self.env["res.users.deletion"].search([("user_id", "=", self.user.id)]))

    def _hold(self):
        hold = self.env["monaco.manual.hold"].create(
            {
                "partner_id": self.person.id,
                "type_id": self.env.ref("crm_monaco.hold_type_dispute").id,
                "reason": "Litige en cours",
            }
        )
        self.env.flush_all()
        return hold

    def _get_messages(self):
        return self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", self.person.id)]
        )

    def test_held_person_is_kept_and_told(self):
        self._hold()
        known = self._get_messages()
        self._close()
        self.assertTrue(self.person.active)
        self.assertEqual(self.person.name, "Fermeture Decompte")
        self.assertFalse(self.env["monaco.run"].search([("reason", "=", "request")]))
        told = self._get_messages() - known
        self.assertEqual(len(told), 1)
        self.assertIn("Dispute", told.body)
        self.assertIn("art. 14", told.body)
        self.assertNotIn("Fermeture", told.body)
        self.assertEqual(told.partner_ids, self.person)
        self.assertNotEqual(told.author_id, self.person, "it would be an act of theirs")

    def test_free_person_goes_through_the_engine(self):
        self._close()
        self.assertFalse(self.person.active)
        run = self.env["monaco.run"].search([("reason", "=", "request")])
        self.assertEqual((run.state, run.erase_count), ("preview", 1))
        self.assertEqual(self.get_line(run, self.person).bucket, "erase")
        self.assertFalse(self.company.monaco_retention_on)
        self.assertUntouched(self.person)
        self.preview()
        self.assertEqual(
            run.state, "preview", "a nightly plan does not supersede what a person asked for"
        )
        run.action_approve()
        self.assertFalse(self.company.monaco_retention_on, "one request switches no retention on")
        self.run_nightly()
        self.assertErased(self.person)
        self.assertEqual(run.state, "done")
        self.assertTrue(run.head)

    def test_hold_that_comes_before_the_run_keeps(self):
        self._close()
        run = self.env["monaco.run"].search([("reason", "=", "request")])
        run.action_approve()
        self._hold()
        self.run_nightly()
        self.assertUntouched(self.person)
        line = self.get_line(run, self.person)
        self.assertEqual((line.state, line.reason), ("skipped", "dispute"))

    def test_supplier_or_colleague_is_no_business_of_the_file(self):
        other = self.make_company("Autre")
        other.partner_id = self.person
        self._close()
        run = self.env["monaco.run"].search([("reason", "=", "request")])
        run.action_approve()
        self.run_nightly()
        self.assertUntouched(self.person)
        self.assertEqual(self.get_line(run, self.person).reason, "out_of_scope")

    def test_objection_names_nobody(self):
        known = self.env["mail.message"].search([], order="id desc", limit=1).id
        self._close(request_blacklist=True)
        blocked = self.env["mail.blacklist"].search([("email", "=", "ferme.compte@example.com")])
        self.assertTrue(blocked)
        messages = self.env["mail.message"].search(
            [("id", ">", known), ("model", "=", "mail.blacklist")]
        )
        self.assertNotIn("Fermeture", "".join(messages.mapped("body")))

    def test_not_asked_not_objected(self):
        self._close()
        self.assertFalse(
            self.env["mail.blacklist"].search([("email", "=", "ferme.compte@example.com")])
        )

    def test_internal_user_cannot(self):
        colleague = new_test_user(self.env, "ferme_interne", groups="base.group_user")
        with self.assertRaises(AccessDenied):
            colleague._deactivate_portal_user()
        self.assertTrue(colleague.active)
