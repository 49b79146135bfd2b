from odoo import api, fields, models
from odoo.tools import SQL


class MonacoRelease(models.Model):
    """The accountant's calendar: who and what is kept, until when, and what will vanish then.

    Read from the documents themselves and, for persons, from the holds of the last refresh: one
    statement, no row of its own.
    """

    _name = "monaco.release"
    _description = "Release calendar"
    _auto = False
    _order = "date, id"
    _rec_name = "move_id"
    _depends = {
        "account.move": [
            "name", "move_type", "date", "invoice_date", "state", "partner_id", "company_id", "amount_total_signed",
        ],
        "ir.attachment": ["res_model", "res_id"],
        "monaco.hold": ["partner_id", "type_id", "company_id", "until"],
        "res.company": ["fiscalyear_last_day", "fiscalyear_last_month", "restrictive_audit_trail"],
        "res.partner": ["monaco_kind", "monaco_state", "monaco_deadline", "parent_id", "type"],
    }  # fmt: skip

    kind = fields.Selection([("document", "Document"), ("person", "Person")], readonly=True)
    partner_id = fields.Many2one("res.partner", string="Person", readonly=True)
    person_state = fields.Selection(
        [("active", "Active"), ("archived", "Archived")], string="State of the File", readonly=True
    )
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    document_date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Currency")
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)
    type_id = fields.Many2one("monaco.hold.type", string="Ground", readonly=True)
    legal_reference = fields.Char(related="type_id.legal_reference", string="Text")
    date = fields.Date(
        string="Released On",
        readonly=True,
        help="Last day of the hold. Empty: somebody or something must end it.",
    )
    fiscal_year = fields.Char(
        string="Released With", readonly=True, help="Fiscal year in which this falls due."
    )
    vanishes = fields.Selection(
        [
            ("person", "Name and contact details"),
            ("files", "Stored PDF and XML files"),
            ("trail", "Nothing: the audit trail keeps the files"),
            ("nothing", "Nothing: no file is stored"),
        ],
        string="Vanishes Then",
        readonly=True,
        help="Accounting rows, labels and hashes stay in any case.",
    )
    file_count = fields.Integer(string="Files", readonly=True)

    @property
    def _table_query(self):
        entry = self.env["account.move"]
        return SQL(
            """SELECT id, kind, partner_id, person_state, move_id, document_date, company_id, amount, type_id,
                      date, vanishes, file_count,
                      CASE WHEN extract(doy FROM year_end + 1) = 1 THEN to_char(year_end, 'YYYY')
                           ELSE to_char(year_end - interval '11 months', 'YYYY-') || to_char(year_end, 'YYYY')
                       END AS fiscal_year
                 FROM (SELECT kept.*,
                              coalesce(%(year_end)s, make_date(extract(year FROM date)::int, 12, 31)) AS year_end
                         FROM (%(documents)s UNION ALL (%(persons)s)) AS kept) AS dated""",
            documents=self._select_documents(),
            persons=self._select_persons(),
            year_end=entry._monaco_year_end(SQL("kept.date"), SQL("kept.company_id")),
        )

    @api.model
    def _select_documents(self):
        """SELECT every posted entry that names somebody of the file: kept by the books."""
        return SQL(
            """SELECT m.id * 2 AS id, 'document' AS kind, p.id AS partner_id, p.monaco_state AS person_state,
                      m.id AS move_id, coalesce(m.invoice_date, m.date) AS document_date, m.company_id,
                      m.amount_total_signed AS amount, t.id AS type_id, (%(until)s)::date AS date,
                      CASE WHEN f.count IS NULL THEN 'nothing' WHEN c.restrictive_audit_trail THEN 'trail'
                           ELSE 'files' END AS vanishes, coalesce(f.count, 0)::int AS file_count
                 FROM account_move m
                 JOIN res_company c ON c.id = m.company_id
                 JOIN res_partner n ON n.id = m.partner_id
                 JOIN res_partner p ON p.id = CASE WHEN n.parent_id IS NULL OR n.type = 'contact' THEN n.id
                                                   ELSE n.parent_id END
                 LEFT JOIN (SELECT res_id, count(*) FROM ir_attachment WHERE res_model = 'account.move'
                             GROUP BY res_id) f ON f.res_id = m.id
                 JOIN monaco_hold_type t ON t.code = CASE WHEN f.count > 0 AND c.restrictive_audit_trail
                                                           THEN 'audit_trail' ELSE 'invoice_books' END
                WHERE m.state = 'posted' AND (p.monaco_kind IS NOT NULL OR p.monaco_state = 'archived')""",
            until=self.env["account.move"]._monaco_books_until(self.env["account.move"], "m"),
        )

    @api.model
    def _select_persons(self):
        """SELECT every held person once, with the hold that ends last; the deadline may come later still."""
        return SQL(
            """SELECT DISTINCT ON (p.id) p.id * 2 + 1, 'person', p.id, p.monaco_state, NULL::int, NULL::date,
                      coalesce(h.company_id, p.company_id), NULL::numeric, h.type_id,
                      CASE WHEN h.until IS NOT NULL THEN greatest(h.until, p.monaco_deadline) END, 'person', 0
                 FROM res_partner p JOIN monaco_hold h ON h.partner_id = p.id
                WHERE p.monaco_kind IS NOT NULL OR p.monaco_state = 'archived'
                ORDER BY p.id, h.until DESC NULLS FIRST, h.id"""
        )

    def action_open(self):
        """Open the document, else the person, with the rights of the user."""
        self.ensure_one()
        record = self.move_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }
