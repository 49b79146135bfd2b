from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# what may be opened: named records, never a whole model
OPENABLE = ("res.partner", "crm.lead")
LONGEST = timedelta(days=3)


class MonacoWindowOpen(models.TransientModel):
    """The person in charge opens named records to a maintenance provider, for a reason and until a moment."""

    _name = "monaco.window.open"
    _description = "Open a window on named records"

    user_id = fields.Many2one(
        "res.users",
        string="Opened To",
        required=True,
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("crm_monaco.group_service_maintenance").id)
        ],
    )
    reason = fields.Text(required=True)
    until = fields.Datetime(required=True, default=lambda self: self._get_default_until())

    @api.model
    def _get_default_until(self):
        return fields.Datetime.now() + timedelta(hours=4)

    def action_open(self):
        self.ensure_one()
        if not self.env.user.has_group("crm_monaco.group_monaco_dpo"):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
        model, ids = self.env.context.get("active_model"), self.env.context.get("active_ids")
        if model not in OPENABLE or not ids:
            raise UserError(self.env._("Choose the contacts or opportunities to open."))
        if not self.user_id.has_group("crm_monaco.group_service_maintenance"):
            raise UserError(self.env._("A window is opened to a maintenance provider."))
        if self.until > fields.Datetime.now() + LONGEST:
            raise UserError(self.env._("A window stays open three days at most."))
        records = self.env[model].browse(ids)
        records.check_access("read")
        self.env["monaco.window"]._open(self.user_id, records, self.reason, self.until)
        return {"type": "ir.actions.act_window_close"}
