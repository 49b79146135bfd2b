"""The till: a ticket stays as a figure, the holder of the card goes."""

from ..strategies import CLEAR
from .base import NUMBER, WORK, Holding

HOLDINGS = {
    "pos.order": Holding(
        link=("partner_id",),
        fields={
            "name": WORK,
            "state": WORK,
            "partner_id": NUMBER,
            "pos_reference": WORK,
            "uuid": WORK,
            "l10n_fr_hash": WORK,
            "tracking_number": WORK,
        },
        rest=WORK,
    ),
    # the words of a discount ("notice") are under the till's seal where the law asks for one
    "pos.order.line": Holding(
        link=("order_id",),
        fields={
            "name": WORK,
            "full_product_name": WORK,
            "notice": WORK,
            "uuid": WORK,
            "extra_tax_data": WORK,
            "reward_identifier_code": WORK,
        },
        rest=WORK,
    ),
    "pos.payment": Holding(
        link=("pos_order_id",),
        fields={
            "name": WORK,
            "uuid": WORK,
            "card_type": WORK,
            "card_brand": WORK,
            "payment_status": WORK,
            "payment_method_payment_mode": WORK,
            "cardholder_name": CLEAR,
            "card_no": CLEAR,
        },
        rest=WORK,
    ),
}
