from odoo import api, fields, models

from .res_partner_release import ACCOUNTANTS


def release_date():
    """Return the field that shows the client's own date."""
    return fields.Date(
        string="Client Released On",
        related="partner_id.monaco_release_date",
        groups=ACCOUNTANTS,
        help="Last day on which something holds the client, or their deadline where that is later.",
    )


class MonacoBooksPartner(models.AbstractModel):
    """What names a client in the books offers archived clients among the partners to choose from."""

    _name = "monaco.books.partner"
    _description = "Client named in the books"

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Ask for archived clients too, by the context of the field, whatever module wrote the view."""
        arch, view = super()._get_view(view_id, view_type, **options)
        for node in arch.xpath("//field[@name='partner_id'][not(ancestor::field)]"):
            rest = (node.get("context") or "{}").strip()[1:].lstrip()
            node.set(
                "context", "{'monaco_books': True" + (rest if rest.startswith("}") else f", {rest}")
            )
        return arch, view


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "monaco.books.partner"]

    monaco_release_date = release_date()


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "monaco.books.partner"]

    monaco_release_date = release_date()


class AccountPayment(models.Model):
    _name = "account.payment"
    _inherit = ["account.payment", "monaco.books.partner"]

    monaco_release_date = release_date()


class AccountBankStatementLine(models.Model):
    _name = "account.bank.statement.line"
    _inherit = ["account.bank.statement.line", "monaco.books.partner"]

    monaco_release_date = release_date()
