from odoo import models


class MailThread(models.AbstractModel):
    """What automation rules and server actions post from a template keeps the template's purpose."""

    _inherit = "mail.thread"

    def message_post_with_source(self, source_ref, *args, **kwargs):
        """Pass the purpose of the template on."""
        return super(MailThread, self._with_monaco_source(source_ref)).message_post_with_source(
            source_ref, *args, **kwargs
        )

    def message_mail_with_source(self, source_ref, *args, **kwargs):
        """Pass the purpose of the template on."""
        return super(MailThread, self._with_monaco_source(source_ref)).message_mail_with_source(
            source_ref, *args, **kwargs
        )

    def _with_monaco_source(self, source_ref):
        template = self.env["mail.template"]
        if isinstance(source_ref, str):
            source_ref = self.env.ref(source_ref, raise_if_not_found=False)
        if isinstance(source_ref, type(template)):
            return self.with_context(
                **{
                    key: value
                    for key, value in source_ref._with_monaco_purpose().env.context.items()
                    if key == "monaco_mail_purpose"
                }
            )
        return self
