from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.services import AUDIENCE, MONEY, STAFF, TRADE, Service

# delivering takes a name, an address and a phone; what else we know of somebody stays with others
NOT_FOR_DELIVERY = frozenset(
    {
        "activity_state",
        "activity_summary",
        # counts meetings, opportunities and orders
        "application_statistics",
        "bank_account_count",
        "birthdate_date",
        "category_id",
        "comment",
        "credit",
        "credit_limit",
        "csp_id",
        "debit",
        "function",
        "industry_id",
        "loyalty_card_count",
        "married_name",
        "meeting_count",
        "monaco_collection_date",
        "monaco_collection_source_id",
        "opportunity_count",
        "sale_order_count",
        "team_id",
        "total_invoiced",
        "user_id",
        "website",
    }
)

# by which Odoo searches a name, so that it cannot do without: empty
MASKED = {
    "res.partner": frozenset(
        {
            "company_registry",
            "email",
            "email_formatted",
            "email_normalized",
            "is_blacklisted",
            "vat",
        }
    ),
    "mail.message": frozenset({"email_from", "reply_to"}),
    # the key of the customer's page, which shows amounts
    "sale.order": frozenset({"access_token"}),
}

# Validating a delivery reads the order it comes from; what it costs is nobody's business there
AMOUNTS = frozenset(
    {
        "amount_delivery",
        "amount_invoiced",
        "amount_paid",
        "amount_tax",
        "amount_to_invoice",
        "amount_total",
        "amount_undiscounted",
        "amount_untaxed",
        "discount",
        "margin",
        "margin_percent",
        "price_reduce_taxexcl",
        "price_reduce_taxinc",
        "price_subtotal",
        "price_tax",
        "price_total",
        "price_unit",
        "purchase_price",
        "tax_totals",
        "technical_price_unit",
        "untaxed_amount_invoiced",
        "untaxed_amount_to_invoice",
    }
)


class MonacoService(models.AbstractModel):
    _inherit = "monaco.service"

    @api.model
    def _get_services(self):
        """Whoever delivers sees whom they deliver to, and nobody else; no document with an amount."""
        return {
            **super()._get_services(),
            "logistics": Service(
                code="logistics",
                group="crm_monaco_stock.group_service_logistics",
                label=self.env._("Logistics service"),
                rows={
                    "res.partner": [("monaco_for_logistics", "=", True)],
                    "calendar.event": [("create_uid", "=", "uid")],
                    "sale.order": [("state", "=", "sale")],
                    "sale.order.line": [("state", "=", "sale")],
                },
                hidden={
                    "res.partner": NOT_FOR_DELIVERY,
                    "sale.order": AMOUNTS,
                    "sale.order.line": AMOUNTS,
                },
                masked=MASKED,
                closed=(MONEY | AUDIENCE | TRADE)
                - {"stock.picking", "sale.order", "sale.order.line"}
                - {"calendar.event", "calendar.attendee"}
                | (STAFF & {"hr.version"}),
            ),
        }

    @api.model
    def _get_flags(self):
        """People with a delivery or a return under way or ended a few days ago; suppliers always."""
        return {
            **super()._get_flags(),
            "monaco_for_logistics": [
                *self._get_colleagues(),
                SQL("SELECT partner_id FROM stock_warehouse WHERE partner_id IS NOT NULL"),
                SQL(
                    """SELECT partner_id FROM stock_picking
                        WHERE partner_id IS NOT NULL AND state NOT IN ('done', 'cancel')"""
                ),
                SQL(
                    """SELECT p.partner_id FROM stock_picking p
                         JOIN res_company c ON c.id = p.company_id
                        WHERE p.partner_id IS NOT NULL AND p.state = 'done'
                          AND p.date_done >= now() AT TIME ZONE 'UTC'
                              - make_interval(days => coalesce(c.monaco_logistics_days, 30))"""
                ),
                SQL(
                    """SELECT p.partner_id FROM stock_picking p
                         JOIN stock_location l ON l.id = p.location_id
                        WHERE p.partner_id IS NOT NULL AND l.usage = 'supplier' AND p.state <> 'cancel'"""
                ),
            ],
        }

    @api.model
    def _get_linkable(self, persons, model_name):
        """A return or a further delivery names the person of a transfer, at any age."""
        found = super()._get_linkable(persons, model_name)
        codes = self._get_user_codes(self.env.uid)
        if persons and codes and "logistics" in codes and model_name.startswith("stock."):
            pickings = self.env["stock.picking"].search([("partner_id", "in", persons.ids)])
            found |= persons & pickings.sudo().partner_id.with_env(persons.env)
        return found
