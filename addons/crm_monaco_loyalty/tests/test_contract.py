from odoo.tests import tagged

from odoo.addons.crm_monaco.tests import common


@tagged("-at_install", "post_install")
class TestLoyaltyContract(common.MonacoContractCase):
    """Cards keep the contract between core and bridges."""

    allow_inherited_tests_method = True
    addon = "crm_monaco_loyalty"

    def get_act_makers(self):
        return {
            "loyalty_card": lambda person, at: self._make_card(person, at, "loyalty"),
            "voucher": lambda person, at: self._make_card(person, at, "gift_card"),
        }

    def _make_card(self, person, at, kind):
        program = self.env["loyalty.program"].create(
            {"name": kind, "program_type": kind, "company_id": self.company.id}
        )
        if kind == "loyalty":
            self.env["monaco.consent"]._record(
                "loyalty", ["any"], "given", person, source="portal", evidence={"said": "yes"}
            )
        card = self.env["loyalty.card"].create({"program_id": program.id, "partner_id": person.id})
        return self.set_columns(card, create_date=at)
