from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.tools import keyring

# Below this many persons a figure may tell of one of them.
THRESHOLD = 5
REFUSED = ["objected", "withdrawn", "refused", "revoked"]


class MonacoSaleStatistics(models.Model):
    """Sales and leads by month, country, sector and source, of five persons at least (purpose 4).

    The rows are counted in the database, and nothing below is ever read from it: whoever groups,
    filters or exports them, here or by a remote call, only adds up what is already of five persons.
    Sales and leads have rows of their own: five persons asked, but one bought, would tell of that one.
    What is too small for a row of its own stands together in one row of its month, if that is of
    five persons.  A company with its contacts is one person: several of its people tell of one buyer.

    Left out: whoever objected to statistics, by whatever they are known (a contact, another contact with
    the same address, the bare address of a lead), whoever is archived or limited (art. 15), and leads
    that name nobody who could be recognised.  What was anonymised is nobody's, and stays counted.
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
        "crm.lead": [
            *("partner_id", "company_id", "user_id", "create_date", "active", "country_id"),
            *("source_id", "expected_revenue", "email_normalized", "phone_sanitized"),
        ],
        "res.partner": [
            *("commercial_partner_id", "country_id", "industry_id", "monaco_state"),
            *("email_normalized", "phone_sanitized"),
        ],
        "monaco.manual.hold": ["partner_id", "code", "state"],
        "monaco.consent": ["partner_id", "purpose_id", "status", "date"],
    }

    month = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection([("sale", "Sales"), ("lead", "Leads")], string="Of", readonly=True)
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
    leads = fields.Integer(readonly=True)
    expected_revenue = fields.Monetary(
        readonly=True, help="Of the leads that are still open or were won."
    )
    currency_id = fields.Many2one("res.currency", readonly=True)

    @property
    def _table_query(self):
        addresses = self._get_refused_addresses()
        return SQL(
            """
            WITH refused AS MATERIALIZED (%(refused)s), never AS MATERIALIZED (%(never)s),
            dealt AS (%(sales)s UNION ALL %(leads)s), sized AS (
                SELECT kind, month, company_id, country_id, industry_id, source_id,
                       count(DISTINCT person) < %(threshold)s AS small
                  FROM dealt GROUP BY kind, month, company_id, country_id, industry_id, source_id
            ), placed AS (
                SELECT d.kind, d.month, d.company_id, sized.small, d.person, d.amount,
                       CASE WHEN small THEN 0 ELSE d.country_id END AS country_id,
                       CASE WHEN small THEN 0 ELSE d.industry_id END AS industry_id,
                       CASE WHEN small THEN 0 ELSE d.source_id END AS source_id
                  FROM dealt d
                  JOIN sized USING (kind, month, company_id, country_id, industry_id, source_id)
            )
            SELECT row_number() OVER (ORDER BY placed.month, placed.company_id, kind, small,
                                      country_id, industry_id, source_id) AS id,
                   placed.month, placed.company_id, company.currency_id, kind,
                   nullif(country_id, 0) AS country_id,
                   nullif(industry_id, 0) AS industry_id,
                   nullif(source_id, 0) AS source_id,
                   small AS grouped, count(DISTINCT person) AS persons,
                   CASE WHEN kind = 'sale' THEN count(*) ELSE 0 END AS orders,
                   CASE WHEN kind = 'sale' THEN sum(amount) ELSE 0 END AS amount,
                   CASE WHEN kind = 'lead' THEN count(*) ELSE 0 END AS leads,
                   CASE WHEN kind = 'lead' THEN sum(amount) ELSE 0 END AS expected_revenue
              FROM placed JOIN res_company company ON company.id = placed.company_id
             GROUP BY kind, placed.month, placed.company_id, company.currency_id, small,
                      country_id, industry_id, source_id
            HAVING count(DISTINCT person) >= %(threshold)s AND %(known)s
            """,
            refused=self._get_refused(addresses or []),
            never=self._get_never(),
            sales=self._get_sales(),
            leads=self._get_leads(),
            threshold=THRESHOLD,
            known=addresses is not None,
        )

    @api.model
    def _get_sales(self):
        """Return the confirmed orders of whoever may be counted."""
        return SQL(
            """SELECT 'sale' AS kind, date_trunc('month', o.date_order)::date AS month, o.company_id,
                      coalesce(buyer.country_id, 0) AS country_id,
                      coalesce(buyer.industry_id, 0) AS industry_id,
                      coalesce(o.source_id, 0) AS source_id,
                      buyer.id::text AS person,
                      o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1) AS amount
                 FROM sale_order o
                 JOIN res_partner contact ON contact.id = o.partner_id
                 JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                WHERE o.state = 'sale'
                  AND NOT EXISTS (SELECT FROM never WHERE never.id = contact.id)
                  AND NOT EXISTS (SELECT FROM never WHERE never.id = buyer.id)"""
        )

    @api.model
    def _get_leads(self):
        """Return the leads of whoever may be counted: by the contact they name, else by the address."""
        return SQL(
            """SELECT 'lead', date_trunc('month', l.create_date)::date,
                      coalesce(l.company_id, seller.company_id, alone.id),
                      coalesce(l.country_id, buyer.country_id, 0),
                      coalesce(buyer.industry_id, 0),
                      coalesce(l.source_id, 0),
                      coalesce(buyer.id::text, l.email_normalized, l.phone_sanitized),
                      CASE WHEN l.active THEN coalesce(l.expected_revenue, 0) ELSE 0 END
                 FROM crm_lead l
                 LEFT JOIN res_users seller ON seller.id = l.user_id
                 LEFT JOIN (SELECT min(id) AS id FROM res_company HAVING count(*) = 1) alone ON true
                 LEFT JOIN (SELECT email_normalized AS email, min(id) AS id FROM res_partner
                             WHERE email_normalized IS NOT NULL GROUP BY email_normalized) mailed
                        ON l.partner_id IS NULL AND mailed.email = l.email_normalized
                 LEFT JOIN (SELECT phone_sanitized AS phone, min(id) AS id FROM res_partner
                             WHERE phone_sanitized IS NOT NULL GROUP BY phone_sanitized) called
                        ON l.partner_id IS NULL AND l.email_normalized IS NULL
                           AND called.phone = l.phone_sanitized
                 LEFT JOIN res_partner contact ON contact.id = coalesce(l.partner_id, mailed.id, called.id)
                 LEFT JOIN res_partner buyer ON buyer.id = contact.commercial_partner_id
                WHERE coalesce(l.company_id, seller.company_id, alone.id) IS NOT NULL
                  AND coalesce(buyer.id::text, l.email_normalized, l.phone_sanitized) IS NOT NULL
                  AND NOT EXISTS (SELECT FROM refused WHERE key = l.email_normalized)
                  AND NOT EXISTS (SELECT FROM refused WHERE key = l.phone_sanitized)
                  AND NOT EXISTS (SELECT FROM never WHERE never.email = l.email_normalized)
                  AND NOT EXISTS (SELECT FROM never WHERE never.id = contact.id)
                  AND NOT EXISTS (SELECT FROM never WHERE never.id = buyer.id)"""
        )

    # ------------------------------------------------------------------ who is never counted

    @api.model
    def _get_never(self):
        """Return the statement of the contacts who may not be counted, nor whoever they are behind."""
        return SQL(
            """SELECT p.id, p.email_normalized AS email FROM res_partner p
                WHERE p.monaco_state = 'archived'
                   OR p.email_normalized IN (SELECT key FROM refused)
                   OR p.phone_sanitized IN (SELECT key FROM refused)
                   OR p.id::text IN (SELECT key FROM refused)
                   OR p.id IN (SELECT h.partner_id FROM monaco_manual_hold h
                                WHERE h.code = 'limitation' AND h.state = 'active')"""
        )

    @api.model
    def _get_refused(self, addresses):
        """Return the statement of ``key``: the address, else the id, of those whose last word is a no.

        Whoever has the same address is the same person, as for every permission.
        """
        return SQL(
            """SELECT key FROM (
                   SELECT DISTINCT ON (key) key, said.status FROM (
                       SELECT coalesce(p.email_normalized, p.phone_sanitized, p.id::text) AS key,
                              c.status, c.date, c.id
                         FROM monaco_consent c
                         JOIN monaco_purpose purpose ON purpose.id = c.purpose_id
                         JOIN res_partner p ON p.id = c.partner_id
                        WHERE purpose.code = 'statistics' AND c.status <> 'unknown') AS said
                    ORDER BY key, said.date DESC, said.id DESC) AS last
                WHERE status = ANY(%s)
                UNION SELECT unnest(%s::text[])""",
            REFUSED,
            addresses,
        )

    @api.model
    def _get_refused_addresses(self):
        """Return the addresses in the file whose keyed hash alone tells that somebody objected.

        The key is not in the database: where nobody objected by a bare address, nothing is hashed.

        :return: ``None`` when there is no usable key, so that nobody knows who must be left out
        """
        env = self.sudo().env
        env.flush_all()
        rows = env.execute_query(
            SQL(
                """SELECT c.address_digest FROM monaco_consent c
                     JOIN monaco_purpose p ON p.id = c.purpose_id AND p.code = 'statistics'
                    WHERE c.partner_id IS NULL AND c.address_digest IS NOT NULL AND c.status = ANY(%s)
                    UNION
                   SELECT s.digest FROM monaco_suppression s
                     JOIN monaco_purpose p ON p.id = s.purpose_id AND p.code = 'statistics'
                    ORDER BY 1""",
                REFUSED,
            )
        )
        if not rows:
            return []
        try:
            ring = env["monaco.suppression"]._get_keyring()
        except keyring.KeyFault:
            return None
        found = self._find_hashed(ring, {row[0] for row in rows})
        decided = env["monaco.permission"]._decide(
            "statistics",
            "any",
            [
                (value, None, *((value, None) if kind == "email" else (None, value)))
                for kind, value in found
            ],
        )
        return sorted(value for value, decision in decided.items() if not decision.allowed)

    @api.model
    def _find_hashed(self, ring, digests):
        """Return ``[(kind, address)]`` of the addresses of contacts and leads with one of these hashes."""
        found = []
        for kind, column in (("email", "email_normalized"), ("phone", "phone_sanitized")):
            rows = self.env.execute_query(
                SQL(
                    """SELECT %(column)s FROM res_partner WHERE %(column)s IS NOT NULL
                        UNION SELECT %(column)s FROM crm_lead WHERE %(column)s IS NOT NULL""",
                    column=SQL.identifier(column),
                )
            )
            found += [
                (kind, value)
                for (value,) in rows
                if any(ring.digest(kind, value, key) in digests for key in ring.ids)
            ]
        return found
