from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_monaco.engine.services import AUDIENCE, Service

NOT_FOR_INVOICING = frozenset(
    {
        # counts meetings, opportunities and orders
        "application_statistics",
        "birthdate_date",
        "csp_id",
        "function",
        "industry_id",
        "loyalty_card_count",
        "meeting_count",
        "monaco_audience",
        "monaco_permissions",
        "monaco_purposes",
        "opportunity_count",
        "team_id",
    }
)

# what people allowed and refused; invoices need none of it
CONSENTS = frozenset({"monaco.consent", "monaco.consent.request"})


class MonacoService(models.AbstractModel):
    _inherit = "monaco.service"

    @api.model
    def _get_services(self):
        """Whoever invoices sees clients and suppliers, archived ones too, their bank data, and no marketing."""
        return {
            **super()._get_services(),
            "accounting": Service(
                code="accounting",
                group="crm_monaco_account.group_service_accounting",
                label=self.env._("Accounting"),
                rows={
                    "res.partner": [("monaco_for_accounting", "=", True)],
                    "calendar.event": [("create_uid", "=", "uid")],
                    # what is to be invoiced; a quotation is an offer to a prospect
                    "sale.order": [("state", "=", "sale")],
                    "sale.order.line": [("state", "=", "sale")],
                    "sale.report": [("state", "not in", ("draft", "sent", "cancel"))],
                },
                hidden={"res.partner": NOT_FOR_INVOICING},
                closed=AUDIENCE | CONSENTS,
            ),
        }

    @api.model
    def _get_flags(self):
        """Clients, and whoever an invoice, a bill or a payment names."""
        return {
            **super()._get_flags(),
            "monaco_for_accounting": [
                *self._get_colleagues(),
                SQL("SELECT id FROM res_partner WHERE monaco_kind = 'client'"),
                SQL("SELECT partner_id FROM account_move WHERE partner_id IS NOT NULL"),
                SQL("SELECT partner_id FROM account_payment WHERE partner_id IS NOT NULL"),
                SQL(
                    "SELECT partner_id FROM account_bank_statement_line WHERE partner_id IS NOT NULL"
                ),
            ],
        }

    @api.model
    def _get_linkable(self, persons, model_name):
        """An invoice names the person of an order that accounting reads, the first time too."""
        found = super()._get_linkable(persons, model_name)
        codes = self._get_user_codes(self.env.uid)
        if not (codes and "accounting" in codes and model_name.startswith("account.")):
            return found
        if persons and "sale.order" in self.env:
            for link in ("partner_id", "partner_invoice_id", "partner_shipping_id"):
                asked = [("state", "=", "sale"), (link, "in", persons.ids)]
                found |= self.env["sale.order"].search(asked).sudo()[link].with_env(persons.env)
        return found
