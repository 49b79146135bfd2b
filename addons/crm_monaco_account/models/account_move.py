from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.sources import Act, Hold, Never, Voucher

SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")


class AccountMove(models.Model):
    """An invoice makes a client; unpaid it holds them, posted it holds them with the books."""

    _name = "account.move"
    _inherit = ["account.move", "monaco.declaration"]

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [("move_type", "in", SALES), ("state", "=", "posted")],
                company="company_id",
                code="invoice",
                at="invoice_date",
                contract=True,
                purposes=("invoicing", "accounting", "statistics"),
            )
        ]

    @api.model
    def _monaco_holds(self):
        rows = {
            "model": self._name,
            "partner": ("partner_id", "partner_shipping_id"),
            "company": "company_id",
        }
        return super()._monaco_holds() + [
            Hold(
                domain=[
                    ("move_type", "in", SALES),
                    "|",
                    ("state", "=", "draft"),
                    "&",
                    ("state", "=", "posted"),
                    ("payment_state", "in", ("not_paid", "partial", "in_payment")),
                ],
                code="invoice_open",
                **rows,
            ),
            Hold(
                domain=[("state", "=", "posted")],
                code="invoice_books",
                until=self._monaco_books_until,
                **rows,
            ),
        ]

    @api.model
    def _monaco_never(self):
        return super()._monaco_never() + [
            Never(
                self._name,
                [("move_type", "in", PURCHASES), ("state", "=", "posted")],
                code="supplier",
                entity=True,
            )
        ]

    @api.model
    def _monaco_vouchers(self):
        return super()._monaco_vouchers() + [
            Voucher(
                self._name,
                [("state", "=", "posted")],
                partner=("partner_id", "commercial_partner_id", "partner_shipping_id"),
                company="company_id",
                code="invoice_books",
                until=self._monaco_books_until,
                kept="company_id.restrictive_audit_trail",
            )
        ]

    @api.model
    def _monaco_books_until(self, model, alias):
        """End of the company's fiscal year plus the books' period (Code de commerce, art. 13)."""
        days = [name for name in ("date", "invoice_date") if name in model._fields]
        day = SQL("coalesce(%s)", SQL(", ").join(SQL.identifier(alias, name) for name in days))
        company = SQL.identifier(alias, "company_id")
        return SQL(
            """(%(year_end)s + (SELECT make_interval(months => k.months) FROM monaco_clock k
                                 WHERE k.kind = 'books' AND k.active
                                   AND (k.company_id = %(company)s OR k.company_id IS NULL)
                                 ORDER BY k.company_id NULLS LAST LIMIT 1))::date""",
            year_end=self._monaco_year_end(day, company),
            company=company,
        )

    @api.model
    def _monaco_year_end(self, day, company):
        """Return the SQL of the last day of the fiscal year that ``day`` falls into.

        As Odoo itself reckons: a year that ends on 28 February ends on the 29th in leap years.
        """
        return SQL(
            """(SELECT CASE WHEN entry.day <= year.this THEN year.this ELSE year.next END
                  FROM res_company c
                  CROSS JOIN LATERAL (SELECT %(day)s AS day, c.fiscalyear_last_month::int AS month,
                                             CASE WHEN c.fiscalyear_last_month = '2' AND c.fiscalyear_last_day = 28
                                                  THEN 29 ELSE c.fiscalyear_last_day END AS last) AS entry
                  CROSS JOIN LATERAL (
                      SELECT make_date(extract(year FROM entry.day)::int, entry.month, 1) AS this,
                             make_date(extract(year FROM entry.day)::int + 1, entry.month, 1) AS next) AS first
                  CROSS JOIN LATERAL (
                      SELECT least(first.this + entry.last - 1,
                                   (first.this + interval '1 month - 1 day')::date) AS this,
                             least(first.next + entry.last - 1,
                                   (first.next + interval '1 month - 1 day')::date) AS next) AS year
                 WHERE c.id = %(company)s)""",
            day=day,
            company=company,
        )
