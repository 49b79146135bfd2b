from odoo import fields, models
from odoo.exceptions import UserError


class CrmLead(models.Model):
    """Log a solicitation or an answer from the lead: it is the lead's person who was solicited."""

    _inherit = "crm.lead"

    monaco_next_step = fields.Char(
        related="partner_id.monaco_next_step",
        string="Next Step",
        groups="crm_monaco.group_monaco_user",
    )

    def action_monaco_solicit(self):
        """Log that the persons of these leads were solicited just now, by the channel of the context."""
        return self._get_monaco_persons().action_monaco_solicit()

    def action_monaco_note_exchange(self):
        """Open the wizard that notes an exchange with the persons of these leads."""
        return self._get_monaco_persons().action_monaco_open_exchange()

    def _get_monaco_persons(self):
        """Return the persons of leads one may read.

        :raise UserError: a lead that names no contact yet
        """
        self.check_access("read")
        if self.filtered(lambda lead: not lead.partner_id):
            raise UserError(self.env._("This lead has no contact yet: choose or create one first."))
        return self.partner_id
