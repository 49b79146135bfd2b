from odoo import api, models
from odoo.tools import SQL


class MonacoDashboard(models.AbstractModel):
    """Loyalty programmes from before that the register does not allow."""

    _inherit = "monaco.dashboard"

    @api.model
    def _get_alarms(self, in_charge):
        alarms = super()._get_alarms(in_charge)
        shared = in_charge and self.env["loyalty.program"].sudo().search(
            [("monaco_shared", "=", True)]
        )
        if shared:
            action = {
                "type": "ir.actions.act_window",
                "name": self.env._("Loyalty programmes without a company"),
                "res_model": "loyalty.program",
                "domain": [("id", "in", shared.ids)],
                "views": [[False, "list"], [False, "form"]],
            }
            may_open = self.env["loyalty.program"].has_access("write")
            text = self.env._(
                "Loyalty programmes common to several companies, which the register excludes: %s."
                " They open no card until they have a company.",
                ", ".join(shared.mapped("name")),
            )
            button = self.env._("Choose their company")
            alarms.append(self._make_alarm("warning", text, button, may_open and action))
        if in_charge and (cards := self._get_cards_without_consent()):
            action = {
                "type": "ir.actions.act_window",
                "name": self.env._("Loyalty cards without an agreement"),
                "res_model": "loyalty.card",
                "domain": [("id", "in", cards)],
                "views": [[False, "list"], [False, "form"]],
            }
            may_open = self.env["loyalty.card"].has_access("read")
            text = self.env._(
                "Loyalty cards whose holders never agreed (opened before this was asked): %s."
                " Ask for their agreement, or close the cards.",
                len(cards),
            )
            button = self.env._("See the cards")
            alarms.append(self._make_alarm("warning", text, button, may_open and action))
        return alarms

    @api.model
    def _get_cards_without_consent(self):
        """Return the ids of open loyalty cards whose holder never said anything of the programme."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT c.id FROM loyalty_card c JOIN loyalty_program g ON g.id = c.program_id
                    WHERE c.active AND g.program_type = 'loyalty' AND c.partner_id IS NOT NULL
                      AND NOT EXISTS (
                          SELECT FROM monaco_consent s JOIN monaco_purpose p ON p.id = s.purpose_id
                           WHERE s.partner_id = c.partner_id AND p.code = 'loyalty'
                             AND s.status <> 'unknown')
                    ORDER BY c.id"""
            )
        )
        return [row[0] for row in rows]
