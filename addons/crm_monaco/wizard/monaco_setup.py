from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_partner import _tz_get

STEPS = ["company", "periods", "settings", "people", "backlog"]
ZONES = ("Europe/Monaco", "Europe/Paris")  # the same clock


class MonacoSetup(models.TransientModel):
    """First steps of the person in charge: check, declare, and read a preview of the old backlog.

    Each step saves what it shows; the last one ends on a preview, so that nothing happens to
    anybody before it was read and approved.
    """

    _name = "monaco.setup"
    _description = "First-run assistant"

    state = fields.Selection(
        [
            ("company", "Company"),
            ("periods", "Periods"),
            ("settings", "Settings"),
            ("people", "In charge"),
            ("backlog", "Backlog"),
        ],
        default="company",
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    country_id = fields.Many2one("res.country", default=lambda self: self.env.company.country_id)
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        default=lambda self: self.env.company.partner_id.tz or "Europe/Monaco",
    )
    country_unusual = fields.Boolean(compute="_compute_unusual")
    tz_unusual = fields.Boolean(compute="_compute_unusual")
    clock_ids = fields.Many2many("monaco.clock", string="Periods", compute="_compute_clock_ids")
    archive_days = fields.Integer(
        string="Archiving Lead Time (days)",
        default=lambda self: self.env.company.monaco_archive_days,
        help="How many days before their deadline inactive persons leave daily sight. The deadline does not move.",
    )
    solicitation_interval = fields.Integer(
        string="Days Between Two Solicitations",
        default=lambda self: self.env.company.monaco_solicitation_interval,
        help="Two solicitations closer than this count as one.",
    )
    answer_days = fields.Integer(
        string="Days to Answer",
        default=lambda self: self.env.company.monaco_answer_days,
        help="How long a person has to answer the second solicitation before their file closes.",
    )
    approve_each_run = fields.Boolean(
        default=lambda self: self.env.company.monaco_approve_each_run,
        help="Every nightly plan waits for the approval of the person in charge.",
    )
    in_charge_ids = fields.Many2many(
        "res.users", string="Persons in Charge", compute="_compute_in_charge_ids"
    )
    in_charge_count = fields.Integer(compute="_compute_in_charge_ids")
    wave = fields.Integer(
        string="Persons a Night",
        default=500,
        help="The run stops after this many persons and goes on the next night.",
    )

    _wave_positive = models.Constraint(
        "CHECK (wave >= 0)", "The size of a wave cannot be negative."
    )

    @api.depends("country_id", "tz")
    def _compute_unusual(self):
        for setup in self:
            setup.country_unusual = setup.country_id.code != "MC"
            setup.tz_unusual = setup.tz not in ZONES

    @api.depends("company_id")
    def _compute_clock_ids(self):
        for setup in self:
            clocks = self.env["monaco.clock"].search(
                [("company_id", "in", (setup.company_id.id, False))]
            )
            own = clocks.filtered("company_id")
            setup.clock_ids = own | clocks.filtered(
                lambda clock, own=own: clock.kind not in own.mapped("kind")
            )

    def _compute_in_charge_ids(self):
        users = self.env["monaco.dashboard"]._get_persons_in_charge()
        for setup in self:
            setup.in_charge_ids = users
            setup.in_charge_count = len(users)

    # ------------------------------------------------------------------ steps

    def _check_allowed(self):
        self.ensure_one()
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo")):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(self.env._("You have no access to this company."))

    def action_next(self):
        """Save the current step and show the next one."""
        self._check_allowed()
        self._save()
        return self._go(1)

    def action_back(self):
        """Show the step before; what was typed here is saved with the step itself only."""
        self._check_allowed()
        return self._go(-1)

    def action_finish(self):
        """Save, make the preview of the company's backlog, and open it."""
        self._check_allowed()
        self._save()
        runs = self.env["monaco.run"].with_context(
            monaco_wave=self.wave, allowed_company_ids=self.company_id.ids
        )
        return runs.action_preview()

    def _go(self, by):
        at = STEPS.index(self.state) + by
        if not 0 <= at < len(STEPS):
            raise UserError(self.env._("There is no such step."))
        self.state = STEPS[at]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First steps"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [[False, "form"]],
            "target": "new",
        }

    def _save(self):
        """Write what the current step shows; the company's own checks refuse what makes no sense."""
        company = self.company_id.sudo()
        if self.state == "company":
            if not self.country_id or not self.tz:
                raise UserError(
                    self.env._(
                        "The country and the time zone are needed: deadlines are days there."
                    )
                )
            company.country_id = self.country_id
            company.partner_id.tz = self.tz
        elif self.state == "periods" and "prospect" not in self.clock_ids.mapped("kind"):
            raise UserError(
                self.env._("Without a period for prospects none of them is ever due: declare one.")
            )
        elif self.state == "settings":
            company.write(
                {
                    "monaco_archive_days": self.archive_days,
                    "monaco_solicitation_interval": self.solicitation_interval,
                    "monaco_answer_days": self.answer_days,
                    "monaco_approve_each_run": self.approve_each_run,
                }
            )
        elif self.state == "people" and not self.in_charge_ids:
            raise UserError(self.env._("Nobody is in charge: give somebody the group first."))
