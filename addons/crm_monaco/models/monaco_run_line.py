from odoo import api, fields, models
from odoo.exceptions import UserError


class MonacoRunLine(models.Model):
    """One person in a plan, with the bucket and the ground; numbers only, so it names nobody."""

    _name = "monaco.run.line"
    _description = "Person in a retention run"
    _order = "run_id desc, bucket, id"
    _log_access = False

    run_id = fields.Many2one(
        "monaco.run", required=True, ondelete="cascade", readonly=True, index=True
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Number", model_field="res_model", required=True, readonly=True, aggregator=None
    )
    partner_id = fields.Many2one(
        "res.partner", string="Person", compute="_compute_partner_id", search="_search_partner_id"
    )
    bucket = fields.Selection(
        [("erase", "Anonymise"), ("reduce", "Reduce"), ("archive", "Archive"), ("keep", "Keep")],
        required=True,
        readonly=True,
    )
    ground = fields.Selection(
        "_get_ground_selection", string="Ground Code", required=True, readonly=True
    )
    ground_name = fields.Char(string="Ground", compute="_compute_ground_name")
    deadline = fields.Date(readonly=True)
    held_until = fields.Date(readonly=True)
    batch = fields.Integer(readonly=True, aggregator=None)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("kept", "Kept"),
            ("done", "Done"),
            ("skipped", "Left for Now"),
            ("failed", "Failed"),
            ("excluded", "Excluded"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(string="Reason Code", readonly=True)
    reason_name = fields.Char(string="Reason", compute="_compute_ground_name")

    _of_batch = models.Index("(run_id, bucket, batch)")
    _of_person = models.Index("(res_model, res_id)")

    def init(self):
        """Leave room beside each line: its state changes once, and no index has to follow."""
        self.env.cr.execute("ALTER TABLE monaco_run_line SET (fillfactor = 50)")

    @api.depends("res_model", "res_id")
    def _compute_partner_id(self):
        persons = self.filtered(lambda line: line.res_model == "res.partner")
        known = set(self.env["res.partner"].browse(persons.mapped("res_id")).exists().ids)
        for line in self:
            line.partner_id = line.res_id if line.res_id in known and line in persons else False

    def _search_partner_id(self, operator, value):
        if operator == "in":
            return [("res_model", "=", "res.partner"), ("res_id", "in", list(value))]
        partners = (
            self.env["res.partner"]
            .with_context(active_test=False)
            ._search([("id", operator, value)])
        )
        return [("res_model", "=", "res.partner"), ("res_id", "in", partners)]

    @api.model
    def _get_ground_selection(self):
        """Return ``[(code, name)]``: why somebody is due, kept or left, so that lists group by words."""
        types = {t.code: t.name for t in self.env["monaco.hold.type"].sudo().search([])}
        others = {
            "prospect": self.env._("Prospect: time is over"),
            "solicitations": self.env._("Prospect: two solicitations unanswered"),
            "client": self.env._("Client: time is over"),
            "deleted": self.env._("Deleted or merged meanwhile"),
            "cancelled": self.env._("The run was cancelled"),
            "no_contact": self.env._("Person without a contact: time is over"),
            "in_use": self.env._("Being edited by somebody"),
            "out_of_scope": self.env._("Not in the file any more"),
            "new_contact": self.env._("New contact since the preview"),
            "already_archived": self.env._("Already archived"),
            "already_reduced": self.env._("Already reduced"),
        }
        return list({**others, **types}.items())

    def _compute_ground_name(self):
        names = dict(self._get_ground_selection())
        for line in self:
            line.ground_name = names.get(line.ground, line.ground)
            line.reason_name = names.get(line.reason, line.reason or False)

    def action_open_partner(self):
        """Open the person, with the rights of the user."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    def action_exclude(self, reason):
        """Take persons out of a preview; they stay until the next plan.

        :param str reason: why; kept with the line
        """
        self.run_id._check_in_charge()
        self.check_access("read")
        if self.filtered(lambda line: line.run_id.state != "preview" or line.state != "planned"):
            raise UserError(self.env._("Only persons planned in a preview can be excluded."))
        if not (reason or "").strip():
            raise UserError(self.env._("Write down the reason."))
        self.sudo().write({"state": "excluded", "reason": reason.strip()})
        self.run_id.sudo()._recount()
