from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

from . import common

ENGINE_VALUES = {
    "monaco_kind": "client",
    "monaco_state": "anonymised",
    "monaco_last_contact": "2030-01-01",
    "monaco_deadline": "2040-01-01",
    "monaco_archive_on": "2040-01-01",
    "monaco_clock": "client",
    "monaco_restored_on": "2040-01-01",
}


class GuardCase(common.MonacoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dpo = cls._make_user("dpo", "crm_monaco.group_monaco_dpo,base.group_partner_manager")
        cls.sales = cls._make_user(
            "sales", "sales_team.group_sale_manager,base.group_partner_manager"
        )
        cls.admin = cls._make_user(
            "admin", "base.group_system,crm_monaco.group_monaco_admin,sales_team.group_sale_manager"
        )
        cls.portal = cls._make_user("portal", "base.group_portal")

    @classmethod
    def _make_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"garde_{login}",
            groups=groups if "portal" in groups else f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    def rpc(self, user, model, method, *args, **kwargs):
        """Call as a client does: the user is the transaction's own."""
        env = self.env(user=user, su=False)
        with patch.object(self.env.transaction, "default_env", env):
            return call_kw(env[model], method, list(args), kwargs)


@tagged("-at_install", "post_install")
class TestEngineFields(GuardCase):
    """A person's clock is read from documents: no door lets anybody type it, or undo it."""

    def test_cannot_be_typed(self):
        person = self.make_prospect("Cible", self.years(1))
        for user in (self.dpo, self.sales, self.admin):
            for name, value in ENGINE_VALUES.items():
                with self.subTest(user=user.login, field=name):
                    with self.assertRefused():
                        self.rpc(user, "res.partner", "write", person.ids, {name: value})
                    with self.assertRefused():
                        self.rpc(
                            user,
                            "res.partner",
                            "web_save",
                            person.ids,
                            {name: value},
                            specification={},
                        )
                    with self.assertRefused():
                        self.rpc(user, "res.partner", "create", [{"name": "Neuve", name: value}])
                    with self.assertRefused():
                        self.rpc(
                            user,
                            "res.partner",
                            "create",
                            [{"name": "Neuve"}],
                            context={f"default_{name}": value},
                        )

    def test_cannot_be_imported(self):
        result = self.rpc(
            self.sales,
            "res.partner",
            "load",
            ["name", "monaco_state"],
            [["Importée", "Anonymised"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("typed", result["messages"][0]["message"])

    def test_cannot_be_reached_through_another_record(self):
        parent = self.make_person("Parent")
        child = self.make_person("Enfant", parent_id=parent.id)
        with self.assertRefused():
            self.rpc(
                self.sales,
                "res.partner",
                "write",
                parent.ids,
                {"child_ids": [(1, child.id, {"monaco_state": "anonymised"})]},
            )
        with self.assertRefused():
            self.rpc(
                self.admin, "res.users", "write", self.sales.ids, {"monaco_state": "anonymised"}
            )
        with self.assertRefused():
            self.rpc(
                self.admin,
                "res.users",
                "create",
                [{"login": "x", "name": "x", "monaco_state": "anonymised"}],
            )

    def test_holds_and_lines_are_read_only(self):
        person = self.make_prospect("Tenue", self.years(1))
        self.make_prospect("Échue", self.years(1))
        dispute = self.env.ref("crm_monaco.hold_type_dispute")
        self.env["monaco.manual.hold"].create(
            {
                "partner_id": person.id,
                "type_id": dispute.id,
                "reason": "Litige",
                "company_id": self.company.id,
            }
        )
        run = self.preview()
        self.assertTrue(person.monaco_hold_ids)
        for user in (self.dpo, self.sales, self.admin, self.portal):
            with self.assertRefused():
                self.rpc(user, "res.partner", "write", person.ids, {"monaco_hold_ids": [(5,)]})
            for model, ids in (
                ("monaco.run", run.ids),
                ("monaco.run.line", run.line_ids.ids),
                ("monaco.batch", run.batch_ids.ids),
            ):
                with self.subTest(user=user.login, model=model):
                    with self.assertRefused():
                        self.rpc(user, model, "write", ids, {"state": "done"})
                    with self.assertRefused():
                        self.rpc(user, model, "unlink", ids)
                    with self.assertRefused():
                        self.rpc(user, model, "create", [{"state": "approved"}])

    def test_the_copy_has_no_clock(self):
        person = self.make_prospect("Copiée", self.years(1))
        self.refresh()
        copy = person.with_user(self.sales).copy()
        self.assertFalse(any(copy.sudo()[name] for name in ENGINE_VALUES))

    def test_portal_sees_nothing(self):
        person = self.portal.partner_id
        for name in (
            *ENGINE_VALUES,
            "monaco_hold_ids",
            "monaco_manual_hold_ids",
            "monaco_next_step",
            "monaco_why",
        ):
            with self.assertRaises(AccessError):
                self.rpc(self.portal, "res.partner", "read", person.ids, [name])


@tagged("-at_install", "post_install")
class TestArchivedPerson(GuardCase):
    """Who was archived by retention is not brought back in passing."""

    def setUp(self):
        super().setUp()
        self.person = self.make_prospect("Rangée", self.years(1) - common.relativedelta(days=10))
        self.retention_on()
        self.run_nightly()
        self.assertUntouched(self.person, "archived")

    def test_salesperson_cannot(self):
        for user in (self.sales, self.admin):
            with self.assertRefused("in charge"):
                self.rpc(user, "res.partner", "write", self.person.ids, {"active": True})
            with self.assertRefused():
                self.rpc(user, "res.partner", "action_unarchive", self.person.ids)
            with self.assertRefused():
                self.rpc(
                    user, "res.partner", "action_monaco_restore", self.person.ids, "Je le veux"
                )
        result = self.rpc(
            self.sales,
            "res.partner",
            "load",
            [".id", "active"],
            [[str(self.person.id), "1"]],
            context={"import_file": True},
        )
        self.assertFalse(result["ids"])
        self.assertFalse(self.person.active)

    def test_person_in_charge_can_with_a_reason(self):
        with self.assertRefused("reason"):
            self.rpc(self.dpo, "res.partner", "action_monaco_restore", self.person.ids, "  ")
        self.rpc(
            self.dpo, "res.partner", "action_monaco_restore", self.person.ids, "Rendez-vous pris"
        )
        self.assertTrue(self.person.active)
        self.assertEqual(self.person.monaco_state, "active")
        self.run_nightly()
        self.assertTrue(self.person.active, "not archived again the very next night")

    def test_anonymised_nobody_can(self):
        self.backdate(self.person | self.person, common.relativedelta(days=11))
        self.backdate(
            self.env["crm.lead"].search([("partner_id", "=", self.person.id)]),
            common.relativedelta(days=11),
        )
        self.run_nightly()
        self.assertErased(self.person)
        for user in (self.sales, self.admin, self.dpo):
            with self.assertRefused():
                self.rpc(user, "res.partner", "write", self.person.ids, {"active": True})
        with self.assertRefused("restored|brought back|archived"):
            self.rpc(
                self.dpo, "res.partner", "action_monaco_restore", self.person.ids, "Pourquoi pas"
            )


@tagged("-at_install", "post_install")
class TestWhoDecides(GuardCase):
    """Only the person in charge of data protection previews, approves, cancels, switches."""

    def test_preview(self):
        for user in (self.sales, self.admin, self.portal):
            with self.assertRefused():
                self.rpc(user, "monaco.run", "action_preview")
        action = self.rpc(self.dpo, "monaco.run", "action_preview")
        run = self.env["monaco.run"].browse(action["res_id"])
        self.assertEqual(run.company_ids, self.company)
        self.assertFalse(self.company.monaco_retention_on, "a preview decides nothing")

    def test_approve_and_cancel(self):
        for user in (self.sales, self.admin, self.portal):
            run = self.preview()
            for method in ("action_approve", "action_cancel"):
                with self.subTest(user=user.login, method=method), self.assertRefused():
                    self.rpc(user, "monaco.run", method, run.ids)
            self.assertEqual(run.state, "preview")
            self.assertFalse(self.company.monaco_retention_on)
        self.rpc(self.dpo, "monaco.run", "action_approve", run.ids)
        self.assertEqual((run.state, run.approved_by_id), ("approved", self.dpo))
        self.assertTrue(self.company.monaco_retention_on)
        with self.assertRefused():
            self.rpc(self.dpo, "monaco.run", "action_approve", run.ids)
        self.rpc(self.dpo, "monaco.run", "action_cancel", run.ids)
        with self.assertRefused():
            self.rpc(self.dpo, "monaco.run", "action_approve", run.ids)

    def test_company_of_somebody_else(self):
        other = self.make_company("Autre maison")
        run = self.preview(self.company | other)
        with self.assertRefused():
            self.rpc(self.dpo, "monaco.run", "action_approve", run.ids)
        run = self.preview(other)
        with self.assertRefused():
            self.rpc(self.dpo, "monaco.run", "action_approve", run.ids)
        with self.assertRefused():
            self.rpc(self.dpo, "monaco.run", "action_cancel", run.ids)

    def test_the_switch(self):
        Company = "res.company"
        for user in (self.sales, self.admin, self.portal):
            with self.assertRefused():
                self.rpc(user, Company, "write", self.company.ids, {"monaco_retention_on": True})
        with self.assertRefused("preview"):
            self.rpc(
                self._make_user("dpo_admin", "base.group_system,crm_monaco.group_monaco_dpo"),
                Company,
                "write",
                self.company.ids,
                {"monaco_retention_on": True},
            )
        with self.assertRefused():
            self.rpc(
                self.admin, Company, "create", [{"name": "Neuve", "monaco_retention_on": True}]
            )
        with self.assertRefused():
            self.rpc(
                self.admin,
                Company,
                "create",
                [{"name": "Neuve"}],
                context={"default_monaco_retention_on": True},
            )
        self.retention_on()
        with self.assertRefused():
            self.rpc(self.admin, Company, "write", self.company.ids, {"monaco_retention_on": False})
        self.assertTrue(self.company.monaco_retention_on)

    def test_settings_screen_does_not_switch(self):
        settings = (
            self.env["res.config.settings"]
            .with_user(self.admin)
            .create({"monaco_retention_on": True})
        )
        settings.execute()
        self.assertFalse(self.company.sudo().monaco_retention_on)

    def test_engine_is_no_rpc_surface(self):
        for model, method in (
            ("monaco.retention", "_cron_retention"),
            ("monaco.retention", "_execute"),
            ("monaco.run", "_prepare"),
            ("monaco.run", "_approve"),
            ("monaco.run", "_seal"),
            ("monaco.journal", "_verify_chain"),
            ("res.partner", "_monaco_acts"),
        ):
            with self.assertRefused():
                self.rpc(self.dpo, model, method)

    def test_journal_is_read_by_the_person_in_charge_only(self):
        for user in (self.sales, self.admin, self.portal):
            with self.assertRefused():
                self.rpc(user, "monaco.journal", "search_read", [])
            with self.assertRefused():
                self.rpc(user, "monaco.journal", "action_verify", [])
        self.assertEqual(
            self.rpc(self.dpo, "monaco.journal", "action_verify", [])["tag"], "display_notification"
        )

    def test_periods_are_the_administrator_s(self):
        rule = self.env.ref("crm_monaco.clock_prospect")
        with self.assertRefused():
            self.rpc(self.sales, "monaco.clock", "write", rule.ids, {"months": 1})
        self.rpc(self.admin, "monaco.clock", "write", rule.ids, {"months": 6})
