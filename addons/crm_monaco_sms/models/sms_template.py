from odoo import fields, models

from odoo.addons.crm_monaco.models.mail_template import OWN


class SmsTemplate(models.Model):
    """A template carries the purpose of what it says."""

    _inherit = "sms.template"

    monaco_purpose_id = fields.Many2one(
        "monaco.purpose",
        string="Purpose",
        ondelete="restrict",
        help="Empty: sent to several persons at once, what it says is taken for prospecting, unless it is"
        " a template of Odoo, such as a reminder or the confirmation of a delivery.",
    )

    def _is_monaco_shipped(self):
        """Return whether an addon brought this template."""
        own = [("model", "=", self._name), ("res_id", "=", self.id), ("module", "not in", OWN)]
        known = self.env["ir.model.data"].sudo()
        return bool(self) and bool(known.search_count(own, limit=1))
