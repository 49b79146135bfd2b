from odoo import api, fields, models


class MonacoHold(models.Model):
    """Holds as they were at the last refresh: for screens, filters and counts.

    One row a person, ground and company.  Only the engine writes here; whether somebody may go
    is decided by reading the documents again, never from these rows.
    """

    _name = "monaco.hold"
    _description = "Hold on a person"
    _order = "until desc nulls first, id"
    _rec_name = "type_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="cascade", readonly=True
    )
    type_id = fields.Many2one(
        "monaco.hold.type",
        string="Ground",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)
    until = fields.Date(
        readonly=True, help="Last day of the hold. Empty: somebody or something must end it."
    )
    res_model = fields.Char(string="Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        string="Document Number", model_field="res_model", readonly=True
    )
    count = fields.Integer(string="Documents", readonly=True)
    legal_reference = fields.Char(related="type_id.legal_reference", string="Text")
    ended_by = fields.Char(related="type_id.ended_by")
    document = fields.Char(compute="_compute_document")

    _one_per_ground = models.UniqueIndex("(partner_id, type_id, COALESCE(company_id, 0))")

    @api.depends("res_model", "res_id")
    def _compute_document(self):
        for hold in self:
            record = hold._get_document()
            readable = record is not None and record.has_access("read")
            hold.document = record.display_name if readable else False

    def _get_document(self):
        """Return the document that holds, ``None`` when it is gone or its app is."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists() or None

    def action_open_document(self):
        """Open the document that holds; the user's own rights decide whether it can be read."""
        record = self._get_document()
        if record is None:
            return False
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
