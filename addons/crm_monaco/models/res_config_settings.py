from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    monaco_retention_on = fields.Boolean(related="company_id.monaco_retention_on")
    monaco_archive_days = fields.Integer(related="company_id.monaco_archive_days", readonly=False)
    monaco_approve_each_run = fields.Boolean(
        related="company_id.monaco_approve_each_run", readonly=False
    )
    monaco_solicitation_interval = fields.Integer(
        related="company_id.monaco_solicitation_interval", readonly=False
    )
    monaco_answer_days = fields.Integer(related="company_id.monaco_answer_days", readonly=False)
    monaco_two_persons = fields.Boolean(related="company_id.monaco_two_persons", readonly=False)
    monaco_services_strict = fields.Boolean(
        related="company_id.monaco_services_strict", readonly=False
    )
    monaco_trace_everybody = fields.Boolean(
        related="company_id.monaco_trace_everybody", readonly=False
    )
    monaco_workers = fields.Integer(
        string="Retention Workers",
        help="How many batches of one plan are executed at the same time, by as many scheduled actions.",
    )

    @api.model
    def get_values(self):
        """Read how many scheduled actions there are."""
        count = self.env["monaco.retention"].sudo()._get_worker_count()
        return {**super().get_values(), "monaco_workers": count}

    def set_values(self):
        """Create or remove scheduled actions; for whoever may change settings."""
        self.check_access("write")
        result = super().set_values()
        retention = self.env["monaco.retention"].sudo()
        if self.monaco_workers != retention._get_worker_count():
            retention._set_worker_count(self.monaco_workers)
        return result
