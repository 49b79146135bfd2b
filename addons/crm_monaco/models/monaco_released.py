from odoo import fields, models


class MonacoReleased(models.Model):
    """Vouchers whose books are released: how many of their files went, or stay for the audit trail.

    Only the engine writes here, together with what it does.  The vouchers' rows, labels and hashes stay.
    """

    _name = "monaco.released"
    _description = "Released voucher"
    _order = "at desc, id desc"
    _rec_name = "res_id"
    _log_access = False

    at = fields.Datetime(string="Released On", required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Number", model_field="res_model", required=True, readonly=True, aggregator=None
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", readonly=True)
    file_count = fields.Integer(string="Files", readonly=True)
    outcome = fields.Selection(
        [("removed", "Files deleted"), ("trail", "Files kept: audit trail")],
        required=True,
        readonly=True,
        help="Where a restrictive audit trail forbids deleting, the files stay until the company's"
        " accounting settings say otherwise.",
    )
    document = fields.Char(compute="_compute_document")

    _once = models.UniqueIndex("(res_model, res_id, outcome)")

    def _compute_document(self):
        for line in self:
            record = line._get_document()
            line.document = record.display_name if record else False

    def _get_document(self):
        """Return the voucher if it is there and the user may read it."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        record = self.env[self.res_model].browse(self.res_id).exists()
        return record if record and record.has_access("read") else None

    def action_open(self):
        """Open the voucher, with the rights of the user."""
        record = self._get_document()
        return bool(record) and {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
