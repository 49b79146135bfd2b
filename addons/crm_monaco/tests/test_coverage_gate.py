from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from ..engine import coverage, declared, holdings


@tagged("post_install", "-at_install")
class TestCoverageGate(TransactionCase):
    """In whatever set of addons is installed, nothing that can hold a person's data is forgotten."""

    def setUp(self):
        super().setUp()
        self.env.registry.clear_cache()
        self.addCleanup(self.env.registry.clear_cache)

    def without(self, name):
        """Take a model out of the catalogue."""
        catalogue = {key: holding for key, holding in holdings.CATALOGUE.items() if key != name}
        patcher = patch.object(holdings, "CATALOGUE", catalogue)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_everything_is_declared(self):
        report = coverage.read(self.env)
        for question, found in report._asdict().items():
            names = [".".join(row) for row in found if not self._is_ours_to_come(row)]
            self.assertFalse(names, f"{question}: declare them in engine/holdings")

    def _is_ours_to_come(self, row):
        return row[1].startswith("x_")  # made by hand in this database

    def test_undeclared_link_is_named(self):
        self.without("crm.lead")
        self.assertIn(("crm.lead", "partner_id"), coverage.read(self.env).links)

    def test_undeclared_link_holds(self):
        self.without("crm.lead")
        person = self.env["res.partner"].create(
            {"name": "Held", "monaco_collection_date": "2020-01-01"}
        )
        self.env["crm.lead"].create({"name": "Lead", "partner_id": person.id})
        self.env.flush_all()
        rows = self.env.execute_query(declared.holds(self.env, only=person.ids))
        self.assertIn(coverage.CODE, [row[2] for row in rows])

    def test_declared_link_does_not_hold(self):
        person = self.env["res.partner"].create({"name": "Free"})
        self.env["crm.lead"].create({"name": "Lead", "partner_id": person.id})
        self.env.flush_all()
        rows = self.env.execute_query(declared.holds(self.env, only=person.ids))
        self.assertNotIn(coverage.CODE, [row[2] for row in rows])

    def test_the_hold_is_explained(self):
        self.assertTrue(
            self.env["monaco.hold.type"].search([("code", "=", coverage.CODE)]).legal_reference
        )

    def test_field_made_by_hand_is_cleared(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_shoe",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "integer",
            }
        )
        person = self.env["res.partner"].create({"name": "Shoe", "x_shoe": 43})
        self.env.flush_all()
        from ..engine.eraser import Eraser

        Eraser(self.env, {"anonymised": "Anonymised"}).erase(person.ids)
        self.assertFalse(person.x_shoe)
        self.assertIn(
            "res.partner.x_shoe", self.env["res.partner"]._get_monaco_coverage()["fields"]
        )
