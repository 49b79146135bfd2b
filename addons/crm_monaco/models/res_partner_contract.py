from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..engine.sources import Act

FIELD = "monaco_contract_end"


class ResPartner(models.Model):
    """A contract that no document ends: staff say when, and the client's period runs from there."""

    _name = "res.partner"
    _inherit = ["res.partner", "monaco.declaration"]

    monaco_contract_end = fields.Date(
        string="End of the Contract",
        copy=False,
        tracking=True,
        index="btree_not_null",
        groups="crm_monaco.group_monaco_user",
        help="Set it where no order, delivery or invoice says when the contract ended. It makes a client, and"
        " the client's period is counted from it unless a later event of the contract is known.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let whoever may say when a contract ended do so, nobody else."""
        if f"default_{FIELD}" in self.env.context or any(FIELD in vals for vals in vals_list):
            self._monaco_check_contract()
        return super().create(vals_list)

    def write(self, vals):
        """Reckon the person's dates anew at once."""
        if FIELD not in vals:
            return super().write(vals)
        self._monaco_check_contract()
        res = super().write(vals)
        self.env["monaco.retention"]._refresh_persons(self.ids)
        return res

    def _monaco_check_contract(self):
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_admin")):
            raise AccessError(
                self.env._("Only an administrator of the file says when a contract ended.")
            )

    @api.model
    def _monaco_acts(self):
        return super()._monaco_acts() + [
            Act(
                self._name,
                [(FIELD, "!=", False)],
                partner=("id",),
                code="contract_end",
                at=FIELD,
                contract=True,
            )
        ]

    @api.model
    def _get_monaco_act_names(self):
        return {
            **super()._get_monaco_act_names(),
            "contract_end": self.env._("End of the contract, set by hand"),
        }
