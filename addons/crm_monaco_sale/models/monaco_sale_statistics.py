from odoo import fields, models
from odoo.tools import SQL

# Below this many persons a figure may tell of one of them.
THRESHOLD = 5


class MonacoSaleStatistics(models.Model):
    """Sales by month, country, sector and source, of five persons at least (purpose 4).

    The rows are counted in the database, and nothing below is ever read from it: whoever groups,
    filters or exports them, here or by a remote call, only adds up what is already of five persons.
    What is too small for a row of its own stands together in one row of its month, if that is of
    five persons.  A company with its contacts is one person: several of its people tell of one buyer.

    Left out: whoever objected to statistics, whoever is archived or limited (art. 15).  What was
    anonymised is nobody's, and stays counted.
    """

    _name = "monaco.sale.statistics"
    _description = "Sales Statistics"
    _auto = False
    _order = "month desc, amount desc, id"
    _rec_name = "month"
    _depends = {
        "sale.order": [
            *("partner_id", "company_id", "date_order", "state", "source_id"),
            *("amount_untaxed", "currency_rate"),
        ],
        "res.partner": ["commercial_partner_id", "country_id", "industry_id", "monaco_state"],
        "monaco.manual.hold": ["partner_id", "code", "state"],
        "monaco.consent": ["partner_id", "purpose_id", "status", "date"],
    }

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    industry_id = fields.Many2one("res.partner.industry", string="Sector", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    grouped = fields.Boolean(
        string="Counted Together",
        readonly=True,
        help="Countries, sectors and sources with fewer than five persons, counted together.",
    )
    persons = fields.Integer(readonly=True, help="In each row; somebody may be in several.")
    orders = fields.Integer(readonly=True)
    amount = fields.Monetary(string="Amount Excl. Taxes", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH sold AS (
                SELECT date_trunc('month', o.date_order)::date AS month, o.company_id,
                       coalesce(buyer.country_id, 0) AS country_id,
                       coalesce(buyer.industry_id, 0) AS industry_id,
                       coalesce(o.source_id, 0) AS source_id,
                       buyer.id AS person_id,
                       o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1) AS amount
                  FROM sale_order o
                  JOIN res_partner contact ON contact.id = o.partner_id
                  JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                 WHERE o.state = 'sale' AND %(may)s
            ), sized AS (
                SELECT month, company_id, country_id, industry_id, source_id,
                       count(DISTINCT person_id) < %(threshold)s AS small
                  FROM sold GROUP BY month, company_id, country_id, industry_id, source_id
            )
            SELECT row_number() OVER (ORDER BY sold.month, sold.company_id, sized.small,
                       CASE WHEN small THEN 0 ELSE country_id END,
                       CASE WHEN small THEN 0 ELSE industry_id END,
                       CASE WHEN small THEN 0 ELSE source_id END) AS id,
                   sold.month, sold.company_id, company.currency_id,
                   nullif(CASE WHEN small THEN 0 ELSE country_id END, 0) AS country_id,
                   nullif(CASE WHEN small THEN 0 ELSE industry_id END, 0) AS industry_id,
                   nullif(CASE WHEN small THEN 0 ELSE source_id END, 0) AS source_id,
                   sized.small AS grouped, count(DISTINCT person_id) AS persons,
                   count(*) AS orders, sum(amount) AS amount
              FROM sold
              JOIN sized USING (month, company_id, country_id, industry_id, source_id)
              JOIN res_company company ON company.id = sold.company_id
             GROUP BY sold.month, sold.company_id, company.currency_id, sized.small,
                      CASE WHEN small THEN 0 ELSE country_id END,
                      CASE WHEN small THEN 0 ELSE industry_id END,
                      CASE WHEN small THEN 0 ELSE source_id END
            HAVING count(DISTINCT person_id) >= %(threshold)s
            """,
            may=self._get_may(),
            threshold=THRESHOLD,
        )

    def _get_may(self):
        """Return the condition that ``contact`` and ``buyer`` may be counted."""
        return SQL(
            """NOT EXISTS (
                SELECT FROM res_partner p
                 WHERE p.id IN (contact.id, buyer.id)
                   AND (p.monaco_state = 'archived'
                        OR EXISTS (SELECT FROM monaco_manual_hold h WHERE h.partner_id = p.id
                                      AND h.code = 'limitation' AND h.state = 'active')
                        OR (SELECT c.status FROM monaco_consent c
                              JOIN monaco_purpose purpose ON purpose.id = c.purpose_id
                             WHERE c.partner_id = p.id AND purpose.code = 'statistics'
                               AND c.status <> 'unknown'
                             ORDER BY c.date DESC, c.id DESC LIMIT 1)
                           IN ('objected', 'withdrawn', 'refused', 'revoked')))"""
        )
