from odoo import api, models
from odoo.exceptions import UserError


class PrivacyLookupWizardLine(models.TransientModel):
    """The wizard acts above rights, so whatever stands in its way must stand here."""

    _inherit = "privacy.lookup.wizard.line"

    def action_unlink(self):
        """Delete nothing of a person whom something holds."""
        self._monaco_check_line()
        return super().action_unlink()

    @api.onchange("is_active")
    def _onchange_is_active(self):
        """Archive nobody whom more than the books holds; bring nobody back from the archive."""
        for line in self:
            line._monaco_check_line(archive=not line.is_active, restore=line.is_active)
        return super()._onchange_is_active()

    def _monaco_check_line(self, archive=False, restore=False):
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return
        record = (
            self.env[self.res_model]
            .sudo()
            .with_context(active_test=False)
            .browse(self.res_id)
            .exists()
        )
        if not restore:
            self.env["res.partner"]._monaco_check_doors(record, archive=archive)
        elif (
            record
            and record._name == "res.partner"
            and record.monaco_state in ("archived", "anonymised")
        ):
            raise UserError(
                self.env._(
                    "This person was archived because their time is over."
                    " Ask the person in charge of data protection to bring them back."
                )
            )
