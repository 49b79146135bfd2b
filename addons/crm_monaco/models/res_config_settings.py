from odoo import fields, models


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
