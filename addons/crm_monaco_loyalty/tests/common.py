from odoo.addons.crm_monaco.tests.test_permission import PermissionCase


class LoyaltyCase(PermissionCase):
    """A loyalty programme of the company: a point for each unit of money."""

    def setUp(self):
        super().setUp()
        self.env["loyalty.program"].search([]).active = False
        self.program = self.make_program("loyalty", name="Fidélité")
        self.client = self.person("Client")

    def make_program(self, kind, **vals):
        """Return a programme as Odoo's screens make it, which writes to nobody."""
        program = self.env["loyalty.program"].create(
            {
                "name": kind,
                "currency_id": self.env.company.currency_id.id,
                "program_type": kind,
                "company_id": self.env.company.id,
                **self.env["loyalty.program"]._program_type_default_values()[kind],
                **vals,
            }
        )
        program.communication_plan_ids = False
        return program

    def agree(self, partner):
        return self.consent(partner, channels=["any"], purpose="loyalty")

    def withdraw(self, partner, status="withdrawn"):
        return self.consent(
            partner, status, channels=["any"], purpose="loyalty", reason="they wrote"
        )

    def make_card(self, partner, program=None, **vals):
        return self.env["loyalty.card"].create(
            {"program_id": (program or self.program).id, "partner_id": partner.id, **vals}
        )

    def get_cards(self, partner):
        cards = self.env["loyalty.card"].with_context(active_test=False)
        return cards.search([("partner_id", "=", partner.id)])
