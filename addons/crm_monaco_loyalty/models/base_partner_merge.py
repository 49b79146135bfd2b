from odoo import models

from odoo.addons.crm_monaco.tools.seal import sealed


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """The same person twice: their card moves as their consents do, it is not opened again."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        return super(BasePartnerMergeAutomaticWizard, sealed(self))._merge_loyalty_cards(
            src_partners, dst_partner
        )
