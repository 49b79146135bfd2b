from odoo import fields, models

# Whoever may read a payment; stated, so that no wider right on payments shows them.
PAYMENT_GROUPS = "account.group_account_invoice,account.group_account_readonly"


class AccountPayment(models.Model):
    """The identifiers of a payment that the register entry lists."""

    _inherit = "account.payment"

    # Not `check_number`: that is the number of a cheque that Odoo prints for us.
    monaco_check_number = fields.Char(
        string="Cheque number",
        index="btree_not_null",
        copy=False,
        groups=PAYMENT_GROUPS,
        help="The number of the cheque that paid.",
    )
    monaco_transaction_ref = fields.Char(
        string="Transaction number",
        index="btree_not_null",
        copy=False,
        groups=PAYMENT_GROUPS,
        help="The number that the bank or the payment provider gave to the transaction. Never a card number.",
    )
