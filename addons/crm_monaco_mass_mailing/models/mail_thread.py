from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        """Tell an answering machine from an answer before the mailing is marked as replied to."""
        if message_dict.get("message_type") == "out_of_office":
            self = self.with_context(monaco_auto_reply=True)
        return super()._message_route_process(message, message_dict, routes)
