from odoo import api, fields, models


class ResPartner(models.Model):
    """Somebody who comes back after being archived gets a fresh file at once."""

    _inherit = "res.partner"

    monaco_previous_id = fields.Many2one(
        "res.partner",
        string="Archived File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="crm_monaco.group_monaco_dpo",
        help="File of the same person that retention archived; kept for the books only.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Link a returning person to their archived file, for accounting only."""
        partners = super().create(vals_list)
        partners._monaco_link_archived()
        return partners

    def _monaco_link_archived(self):
        """Recognise archived persons by exact normalised e-mail; a shared address recognises nobody."""
        by_email = {}
        for partner in self.sudo():
            if partner.email_normalized:
                by_email.setdefault(partner.email_normalized, []).append(partner)
        if not by_email:
            return
        archived = self.sudo().search(
            [
                ("email_normalized", "in", list(by_email)),
                ("monaco_state", "=", "archived"),
                ("active", "=", False),
                ("id", "not in", self.ids),
            ]
        )
        for email, files in archived.grouped("email_normalized").items():
            if len(files) == 1 and len(by_email[email]) == 1:
                by_email[email][0].monaco_previous_id = files
