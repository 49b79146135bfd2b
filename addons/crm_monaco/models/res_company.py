from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class ResCompany(models.Model):
    _inherit = "res.company"

    monaco_retention_on = fields.Boolean(
        string="Retention Active",
        copy=False,
        readonly=True,
        groups="crm_monaco.group_monaco_user",
        help="Nothing is archived or anonymised before somebody in charge has seen a preview and approved it.",
    )
    monaco_archive_days = fields.Integer(
        string="Archiving Lead Time (days)",
        default=30,
        groups="crm_monaco.group_monaco_user",
        help="How many days before their deadline inactive persons leave daily sight. The deadline does not move.",
    )
    monaco_approve_each_run = fields.Boolean(
        string="Approve Each Run",
        groups="crm_monaco.group_monaco_user",
        help="Every nightly plan waits for the approval of the person in charge.",
    )

    monaco_two_persons = fields.Boolean(
        string="Two Persons End a Hold",
        groups="crm_monaco.group_monaco_user",
        help="A hold set by hand ends when a second person in charge agrees.",
    )
    monaco_solicitation_interval = fields.Integer(
        string="Days Between Two Solicitations",
        default=15,
        groups="crm_monaco.group_monaco_user",
        help="Two solicitations closer than this count as one.",
    )
    monaco_answer_days = fields.Integer(
        string="Days to Answer",
        default=30,
        groups="crm_monaco.group_monaco_user",
        help="How long a person has to answer the second solicitation before their file closes.",
    )

    @api.constrains("monaco_solicitation_interval", "monaco_answer_days")
    def _check_monaco_solicitation_days(self):
        for company in self:
            if company.monaco_solicitation_interval < 1 or company.monaco_answer_days < 1:
                raise ValidationError(
                    self.env._(
                        "The days between two solicitations and the days to answer are at least one."
                    )
                )

    @api.constrains("monaco_archive_days")
    def _check_monaco_archive_days(self):
        for company in self:
            if not 1 <= company.monaco_archive_days <= 180:
                raise ValidationError(
                    self.env._(
                        "The archiving lead time is between 1 and 180 days, not %s.",
                        company.monaco_archive_days,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A new company begins with retention off."""
        defaults = {"monaco_retention_on": self.env.context.get("default_monaco_retention_on")}
        for vals in vals_list:
            self._check_monaco_switch({**defaults, **vals})
        return super().create(vals_list)

    def write(self, vals):
        """Switching retention on or off is the decision of the person in charge of data protection."""
        self._check_monaco_switch(vals)
        return super().write(vals)

    @api.model
    def _check_monaco_switch(self, vals):
        """Refuse to switch retention on without a preview, and off without being in charge."""
        if self.env.su or vals.get("monaco_retention_on") is None:
            return
        if not self.env.user.has_group("crm_monaco.group_monaco_dpo"):
            raise AccessError(
                self.env._(
                    "Only the person in charge of data protection switches retention on or off."
                )
            )
        if vals["monaco_retention_on"]:
            raise UserError(self.env._("Retention is switched on by approving a preview."))
