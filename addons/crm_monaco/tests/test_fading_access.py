from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_fading import FadingCase


@tagged("-at_install", "post_install")
class TestFadingAccess(FadingCase):
    """By every door, RPC included: whoever may not, and what makes no sense."""

    def setUp(self):
        super().setUp()
        self.retention_on()
        self.person = self.make_fading()

    def test_nobody_else_may(self):
        for user in (self.portal, self.public, self.staff):
            person = self.person.with_user(user)
            for method in (
                "action_monaco_solicit",
                "action_monaco_let_go",
                "action_monaco_keep_on_list",
                "action_monaco_open_exchange",
            ):
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(person, method)()
            for field in ("monaco_due_soon", "monaco_staff_only", "monaco_let_go"):
                with self.subTest(user=user.login, field=field), self.assertRaises(AccessError):
                    person.search([(field, "!=", False)])

    def test_a_person_of_another_company_is_out_of_reach(self):
        elsewhere = self.make_company("Ailleurs")
        stranger = self.make_fading("Etranger", company=elsewhere, company_id=elsewhere.id)
        seller = self.env(user=self.seller)
        with self.assertRaises(AccessError):
            stranger.with_user(self.seller).action_monaco_solicit()
        with self.assertRaises(AccessError):
            stranger.with_user(self.seller).action_monaco_let_go()
        wizard = (
            seller["monaco.exchange"]
            .with_context(active_model="res.partner", active_ids=stranger.ids)
            .create({})
        )
        with self.assertRaises(AccessError):
            wizard.action_confirm()
        with self.assertRaises(AccessError):
            seller["monaco.solicitation"].create({"partner_id": stranger.id, "answered": True})

    def test_solicitations_are_logged_in_ones_own_name(self):
        solicitations = self.env["monaco.solicitation"].with_user(self.seller)
        with self.assertRaises(AccessError):
            solicitations.create({"partner_id": self.person.id, "user_id": self.other.id})
        mine = solicitations.create({"partner_id": self.person.id})
        with self.assertRaises(AccessError):
            mine.user_id = self.other
        theirs = (
            self.env["monaco.solicitation"]
            .with_user(self.other)
            .create({"partner_id": self.person.id})
        )
        with self.assertRaises(AccessError):
            theirs.with_user(self.seller).answered = True
        mine.answered = True
        with self.assertRaises(AccessError):
            self.person.with_user(self.seller).write({"monaco_last_contact": self.today})

    def test_closed_and_limited_files_are_left_alone(self):
        for state in ("archived", "anonymised"):
            self.set_columns(self.person, monaco_state=state)
            for method in (
                "action_monaco_solicit",
                "action_monaco_let_go",
                "action_monaco_open_exchange",
            ):
                with self.assertRefused():
                    getattr(self.person.with_user(self.seller), method)()
        self.set_columns(self.person, monaco_state="active")
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": self.person.id,
                "type_id": self.env.ref("crm_monaco.hold_type_limitation").id,
                "reason": "art. 15",
            }
        )
        with self.assertRefused("art. 15"):
            self.person.with_user(self.seller).action_monaco_solicit()

    def test_bad_input(self):
        person = self.person.with_user(self.seller)
        with self.assertRaises(ValidationError):
            person._monaco_note_exchange(self.today + timedelta(days=1), "phone", "")
        with self.assertRaises(ValidationError):
            person._monaco_note_exchange(False, "phone", "")
        with self.assertRaises(UserError):
            person.action_monaco_solicit("pigeon")
        with self.assertRaises(UserError):
            person.browse().action_monaco_solicit()
        with self.assertRaises(UserError):
            self.env["monaco.exchange"].with_user(self.seller).create({}).action_confirm()
        gone = self.make_person("Disparu")
        gone_id = gone.id
        gone.unlink()
        with self.assertRaises(UserError):
            person.browse(gone_id).action_monaco_let_go()
