from odoo import api, models

OURS = "crm_monaco_partner_firstname"


class IrModuleModule(models.Model):
    """The names' labels are said by OCA's addon first, and a language keeps what it was told first."""

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        res = super()._load_module_terms(modules, langs, overwrite=overwrite)
        if OURS in modules:  # the register's words over them
            super()._load_module_terms([OURS], langs, overwrite=True)
        return res
