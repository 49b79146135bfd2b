from odoo import api, fields, models
from odoo.tools import SQL

from .account_move import SALES
from .res_partner_release import ACCOUNTANTS


class AccountMove(models.Model):
    """A posted invoice says why it names somebody, why it is kept, and until when."""

    _inherit = "account.move"

    monaco_basis = fields.Char(
        string="Legal Basis",
        compute="_compute_monaco_basis",
        groups=ACCOUNTANTS,
        help="Why the person is named, as the register entry has it; then why the document is kept.",
    )
    monaco_books_until = fields.Date(
        string="Document Released On",
        compute="_compute_monaco_books_until",
        groups=ACCOUNTANTS,
        help="Last day on which the books keep this document.",
    )

    @api.depends("state", "move_type")
    @api.depends_context("lang")
    def _compute_monaco_basis(self):
        purpose = self.env["monaco.purpose"].sudo()._get("invoicing")
        books = self.env.ref("crm_monaco_account.hold_type_invoice_books").sudo()
        why = purpose.basis_wording or dict(
            purpose._fields["legal_basis"]._description_selection(self.env)
        ).get(purpose.legal_basis)
        text = " · ".join(filter(None, (why, books.legal_reference)))
        for move in self:
            move.monaco_basis = text if move._is_monaco_kept() else False

    @api.depends("state", "move_type", "date", "invoice_date", "company_id")
    def _compute_monaco_books_until(self):
        kept = self.filtered(lambda move: move._is_monaco_kept())
        days = {}
        if kept.ids:
            self.env.flush_all()
            days = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT m.id, %s FROM account_move m WHERE m.id = ANY(%s)",
                        self._monaco_books_until(self, "m"),
                        kept.ids,
                    )
                )
            )
        for move in self:
            move.monaco_books_until = days.get(move.id)

    def _is_monaco_kept(self):
        return self.state == "posted" and self.move_type in SALES
