from odoo.tests import tagged

from .test_guards import GuardCase


@tagged("-at_install", "post_install")
class TestDoors(GuardCase):
    """A held person leaves by no door: RPC, a parent's form, an import, a merge."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.parent = cls.make_person("Maison Mère", cls.years(3), is_company=True)
        cls.held = cls.make_prospect(
            "Reste Ici", cls.years(3), parent_id=cls.parent.id, email="reste@example.com"
        )
        cls.hold = cls.env["monaco.manual.hold"].create(
            {
                "partner_id": cls.held.id,
                "type_id": cls.env.ref("crm_monaco.hold_type_legal_hold").id,
                "reason": "Essai",
            }
        )
        cls.env.flush_all()

    def _merge(self, source, target):
        # extra_checks=False: as an administrator, whose merges Odoo does not doubt
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (source | target).ids, target, extra_checks=False
        )
        self.env.invalidate_all()

    def test_rpc(self):
        for user in (self.dpo, self.sales, self.admin):
            with self.subTest(user.login):
                with self.assertRefused("Legal hold"):
                    self.rpc(user, "res.partner", "unlink", self.held.ids)
                with self.assertRefused("Legal hold"):
                    self.rpc(
                        user,
                        "res.partner",
                        "write",
                        self.parent.ids,
                        {"child_ids": [(2, self.held.id)]},
                    )
                with self.assertRefused("A contact of this company stays"):
                    self.rpc(user, "res.partner", "unlink", self.parent.ids)
        self.assertTrue(self.held.exists())

    def test_several_at_once_go_or_stay_together(self):
        free = self.make_person("Part Aussi")
        with self.assertRefused("Legal hold"):
            (free | self.held).unlink()
        self.assertTrue(free.exists())

    def test_import_replaces_nobody(self):
        """An import can change a held person's row; it cannot make them another or none."""
        rows = [[str(self.held.id), "Reste Encore"]]
        result = self.env["res.partner"].with_user(self.dpo).load([".id", "name"], rows)
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"], self.held.ids)
        self.assertIn("legal_hold", self.held._get_monaco_live_holds()[self.held.id])
        state = (
            self.env["res.partner"]
            .with_user(self.dpo)
            .load([".id", "monaco_state"], [[str(self.held.id), "anonymised"]])
        )
        self.assertTrue(state["messages"])
        self.assertNotEqual(self.held.monaco_state, "anonymised")

    def test_no_merge_while_somebody_decided_to_hold(self):
        """Neither out of the held record nor into it: one would be deleted, the other mixed."""
        double = self.make_prospect("Reste Ailleurs", self.years(2), email="reste@example.com")
        home = self.make_person("Chez Elle", parent_id=self.held.id, type="delivery")
        for source, target in ((self.held, double), (double, self.held), (home, double)):
            with self.subTest(source.name), self.assertRefused("Legal hold"):
                self._merge(source, target)
        limitation = self.env["monaco.manual.hold"].create(
            {
                "partner_id": double.id,
                "type_id": self.env.ref("crm_monaco.hold_type_limitation").id,
                "reason": "Contestation",
            }
        )
        self.hold.action_end("Affaire close")
        with self.assertRefused("Limitation"):
            self._merge(double, self.held)
        limitation.action_end("Levée")
        self._merge(double, self.held)
        self.assertFalse(double.exists())

    def test_an_address_of_a_held_person_stays(self):
        home = self.make_person("Chez Elle", parent_id=self.held.id, type="delivery")
        with self.assertRefused("Legal hold"):
            self.rpc(self.admin, "res.partner", "unlink", home.ids)
        self.hold.action_end("Affaire close")
        self.rpc(self.admin, "res.partner", "unlink", home.ids)
        self.assertFalse(home.exists())

    def test_what_a_held_person_wrote_stays(self):
        """A lead is evidence, linked to them or only bearing their very address."""
        linked = self.env["crm.lead"].search([("partner_id", "=", self.held.id)])
        alone = self.env["crm.lead"].create({"name": "Écrit", "email_from": "reste@example.com"})
        other = self.make_lead(self.make_person("Libre"))
        self.set_columns(alone, partner_id=None)
        for lead in (linked, alone):
            with self.subTest(lead.name), self.assertRefused("Legal hold"):
                lead.unlink()
        other.unlink()
        self.assertTrue(linked.exists() and alone.exists())

    def test_merge_keeps_the_later_contact(self):
        self.hold.action_end("Affaire close")
        later = self.make_prospect(
            "Reste Ailleurs", self.years(0, months=5), email="reste@example.com"
        )
        expected = self.get_clock(later)["last_contact"]
        self._merge(later, self.held)
        self.assertFalse(later.exists())
        self.assertEqual(self.get_clock(self.held)["last_contact"], expected)
