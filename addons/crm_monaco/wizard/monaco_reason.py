from odoo import fields, models
from odoo.exceptions import UserError

ACTIONS = [
    ("restore", "Bring back"),
    ("end_hold", "End the hold"),
    ("exclude", "Exclude from the run"),
]


class MonacoReason(models.TransientModel):
    """Ask for a reason, then act on the selected records.  What may be done is checked by the model acting."""

    _name = "monaco.reason"
    _description = "Reason for a decision"

    action = fields.Selection(ACTIONS, required=True, readonly=True)
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Call the decision on the records the wizard was opened from.

        :raise UserError: the reason is empty
        """
        self.ensure_one()
        if not self.reason.strip():
            raise UserError(self.env._("Write down the reason."))
        ids = self.env.context.get("active_ids") or []
        if self.action == "restore":
            self.env["res.partner"].browse(ids).action_monaco_restore(self.reason)
        elif self.action == "end_hold":
            self.env["monaco.manual.hold"].browse(ids).action_end(self.reason)
        else:
            self.env["monaco.run.line"].browse(ids).action_exclude(self.reason)
        return {"type": "ir.actions.act_window_close"}
