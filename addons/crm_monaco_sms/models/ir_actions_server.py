from odoo import api, models


class IrActionsServer(models.Model):
    """An automation never stops somebody's work because its SMS may not leave: it is not sent."""

    _inherit = "ir.actions.server"

    def _run_action_sms_multi(self, eval_context=None):
        quiet = self.with_context(monaco_sms_action=True)
        return super(IrActionsServer, quiet)._run_action_sms_multi(eval_context)

    @api.model
    def _warning_depends(self):
        return [*super()._warning_depends(), "sms_template_id.monaco_purpose_id"]

    def _get_warning_messages(self):
        """Tell whoever writes the automation that what has no purpose is not sent."""
        warnings = super()._get_warning_messages()
        template = self.sms_template_id.sudo()
        if self.state == "sms" and template and not template.monaco_purpose_id:
            if not template._is_monaco_shipped():
                warnings.append(
                    self.env._(
                        "The template has no purpose: sent without a note it is taken for prospecting,"
                        " which only an SMS mailing can send."
                    )
                )
        return warnings
