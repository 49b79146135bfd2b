from odoo.tests import tagged

from . import common


@tagged("-at_install", "post_install")
class TestHoldTypes(common.MonacoCase):
    """Whatever holds somebody has a record: its ground in law, and an end date or who can end it."""

    def _get_declared(self):
        """Return the holds of every installed addon by code, and those that bind persons together."""
        found = {}
        for declarant in self.env["monaco.declaration"]._monaco_declarants():
            for hold in declarant._monaco_holds():
                found.setdefault(hold.code, []).append(hold)
            for bond in declarant._monaco_together():
                found.setdefault(bond.code, [])
        return found

    def test_every_hold_has_a_ground_and_an_end(self):
        types = self.env["monaco.hold.type"].search([]).grouped("code")
        for code, holds in self._get_declared().items():
            with self.subTest(code):
                self.assertIn(code, types, "without a record the plan would not see it")
                self.assertTrue(types[code].name and types[code].legal_reference)
                if not types[code].ended_by:
                    self.assertTrue(holds and all(hold.until for hold in holds))

    def test_every_hold_of_the_law_is_there(self):
        codes = set(self.env["monaco.hold.type"].search([]).mapped("code"))
        expected = {
            "legal_hold",
            "dispute",
            "limitation",
            "rights_request",
            "active_login",
            "undeclared_reference",
        }
        modules = self.env["ir.module.module"].search(
            [("name", "like", "crm_monaco%"), ("state", "=", "installed")]
        )
        of_bridges = {
            "crm_monaco_sale": {"sale_quotation", "sale_order"},
            "crm_monaco_stock": {"stock_delivery", "stock_return"},
            "crm_monaco_account": {"invoice_open", "invoice_books", "payment", "audit_trail"},
        }
        for module in modules.mapped("name"):
            expected |= of_bridges.get(module, set())
        self.assertFalse(expected - codes)

    def test_holds_are_searchable_by_ground(self):
        person = self.make_prospect("Retenue", self.years(3))
        kinds = self.env["monaco.hold.type"].search([("manual", "=", True)])
        for kind in kinds:
            self.env["monaco.manual.hold"].create(
                {
                    "partner_id": person.id,
                    "type_id": kind.id,
                    "reason": "Essai",
                    "company_id": self.company.id,
                }
            )
        self.assertEqual(person.monaco_hold_ids.type_id, kinds, "they accumulate")
        for kind in kinds:
            found = self.env["res.partner"].search([("monaco_hold_ids.type_id", "=", kind.id)])
            self.assertIn(person, found)
        self.assertIn(person, self.env["res.partner"].search([("monaco_limited", "=", True)]))
