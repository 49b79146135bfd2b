from odoo import api, fields, models
from odoo.exceptions import AccessError


class MonacoRun(models.Model):
    """The buckets of a preview, opened down to the rows."""

    _inherit = "monaco.run"

    def action_open_rows(self):
        """Show what will vanish with everybody to anonymise."""
        self.ensure_one()
        self._check_in_charge()
        self.check_access("read")
        return self.env["monaco.rows"]._open(self)

    def action_open_holds(self):
        """Open what keeps those who are kept: their holds, each with its document and ground."""
        self.ensure_one()
        self._check_in_charge()
        self.check_access("read")
        kept = self.line_ids.filtered(lambda line: line.bucket == "keep")
        return self.env["monaco.run.line"]._get_holds_action(kept.mapped("res_id"))


class MonacoRunLine(models.Model):
    _inherit = "monaco.run.line"

    stray_name = fields.Char(
        string="Person Without a Contact",
        compute="_compute_stray_name",
        help="A lead, or somebody on a mailing list, whom no contact of the file is.",
    )

    subject_name = fields.Char(string="Who", compute="_compute_subject_name")

    @api.depends("partner_id", "stray_name")
    def _compute_subject_name(self):
        for line in self:
            line.subject_name = line.stray_name or line.partner_id.display_name

    @api.depends("res_model", "res_id")
    def _compute_stray_name(self):
        for line in self:
            record = line._get_subject()
            is_stray = record is not None and record._name != "res.partner"
            line.stray_name = record.display_name if is_stray else False

    def _get_subject(self):
        """Return the record the line is about, ``None`` if it is gone or the user may not read it."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record if record and record.has_access("read") else None

    def action_open_partner(self):
        """Open the person, who may be a lead or a mailing contact, with the rights of the user."""
        self.run_id._check_in_charge()
        self.check_access("read")
        return {**super().action_open_partner(), "res_model": self.res_model}

    def action_open_rows(self):
        """Show what will vanish with this person; for whoever is kept, what keeps them."""
        self.ensure_one()
        self.run_id._check_in_charge()
        self.check_access("read")
        self.run_id.check_access("read")
        if self.bucket == "keep":
            return self._get_holds_action([self.res_id])
        return self.env["monaco.rows"]._open(self.run_id, self)

    @api.model
    def _get_holds_action(self, partner_ids):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_monaco.monaco_hold_action")
        if not self.env["monaco.hold"].has_access("read"):
            raise AccessError(self.env._("You have no right to read the holds."))
        return {**action, "domain": [("partner_id", "in", partner_ids)], "context": {}}
