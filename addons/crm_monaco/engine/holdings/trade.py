"""Leads, quotations, orders, deliveries, tills, payments.

Documents of trade stay as figures: what they say of a person goes, amounts and dates stay.
"""

from ..strategies import CLEAR, REPLACE, Value
from .base import NUMBER, STATISTICS, WORK, Holding

FIGURE = {"name": WORK, "state": WORK, "partner_id": NUMBER}

HOLDINGS = {
    "crm.lead": Holding(
        link=("partner_id",),
        exact=(("email_normalized", "email"), ("phone_sanitized", "phone")),
        names=("contact_name", "partner_name"),
        fields={
            "name": REPLACE,
            "active": Value("false"),
            "state_id": CLEAR,
            "country_id": STATISTICS,
        },
        rest=STATISTICS,
        relations=("tag_ids", "visitor_ids"),
    ),
    "sale.order": Holding(
        link=("partner_id", "partner_invoice_id", "partner_shipping_id", "opportunity_id"),
        fields={**FIGURE, "access_token": CLEAR},
        rest=WORK,
        where="state <> 'sale' OR invoice_status <> 'to invoice'",
    ),
    "sale.order.line": Holding(
        link=("order_id",), aside=("order_partner_id",), fields={"name": REPLACE}, rest=WORK
    ),
    "stock.picking": Holding(link=("partner_id",), aside=("owner_id",), fields=FIGURE, rest=WORK),
    "stock.move": Holding(
        link=("picking_id",),
        aside=("partner_id", "restrict_partner_id"),
        fields={"reference": WORK, "origin": WORK},
        rest=WORK,
    ),
    "product.attribute.custom.value": Holding(link=("sale_order_line_id",), rest=WORK),
    "stock.move.line": Holding(aside=("owner_id",)),
    "stock.quant": Holding(aside=("owner_id",)),
    "stock.scrap": Holding(aside=("owner_id",)),
    "stock.rule": Holding(aside=("partner_address_id",)),
    "stock.warehouse": Holding(aside=("partner_id",)),
    "product.wishlist": Holding(link=("partner_id",), delete=True),
    "payment.transaction": Holding(
        link=("partner_id",),
        fields={"reference": WORK, "partner_id": NUMBER, "provider_reference": CLEAR},
        rest=WORK,
    ),
    # A posted entry is never rewritten, whoever it names: the books decide how long it stays.
    "account.move": Holding(
        link=("partner_id", "commercial_partner_id", "partner_shipping_id"),
        fields={**FIGURE, "name": WORK, "sequence_prefix": WORK, "inalterable_hash": WORK},
        rest=WORK,
        where="state <> 'posted'",
        protect="state = 'posted'",
    ),
    "account.move.line": Holding(
        link=("move_id",),
        aside=("partner_id",),
        rest=WORK,
        where="parent_state <> 'posted'",
        fields={"move_name": WORK, "matching_number": WORK},
        protect="parent_state = 'posted'",
    ),
    "account.partial.reconcile": Holding(
        aside=("debit_move_id", "credit_move_id", "exchange_move_id")
    ),
    "account.payment": Holding(aside=("partner_id",)),
    "account.bank.statement.line": Holding(aside=("partner_id",)),
    "account.analytic.account": Holding(aside=("partner_id",)),
    "account.analytic.distribution.model": Holding(aside=("partner_id",)),
    "account.analytic.line": Holding(aside=("partner_id",)),
    "account.reconcile.model": Holding(aside=("mapped_partner_id",)),
    "account.reconcile.model.line": Holding(aside=("partner_id",)),
}
