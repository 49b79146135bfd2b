from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identifiers import MONACO_IBAN_LENGTH, compact_account, iban_fault, mask_iban


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    acc_number_masked = fields.Char(
        string="Account (masked)",
        compute="_compute_acc_number_masked",
        groups="base.group_user",
        help="The first four and the last four characters of the account number.",
    )

    @api.depends("acc_number")
    def _compute_acc_number_masked(self):
        for bank in self:
            bank.acc_number_masked = mask_iban(bank.acc_number)

    @api.constrains("acc_number")
    def _check_monaco_iban(self):
        for bank in self:
            fault = iban_fault(bank.acc_number)
            if fault:
                raise ValidationError(bank._monaco_iban_message(fault))

    def _monaco_iban_message(self, fault):
        """Return the sentence that tells what is wrong with this Monaco IBAN."""
        self.ensure_one()
        masked = mask_iban(self.acc_number)
        if fault == "length":
            return self.env._(
                "The IBAN %(iban)s has %(count)s characters; a Monaco IBAN has %(expected)s.",
                iban=masked,
                count=len(compact_account(self.acc_number)),
                expected=MONACO_IBAN_LENGTH,
            )
        if fault == "format":
            return self.env._(
                "The IBAN %(iban)s has a letter where a Monaco IBAN has a digit: after MC it has twelve "
                "digits, the eleven characters of the account, and two digits.",
                iban=masked,
            )
        return self.env._(
            "The IBAN %(iban)s does not add up: one character is mistyped, or two are exchanged. "
            "Please compare it with the bank's document.",
            iban=masked,
        )
