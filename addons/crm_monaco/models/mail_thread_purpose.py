from odoo import models

# A message to more persons than that, none of them a colleague, is no letter any more.
FEW = 10
# Records that are persons: whoever follows them in numbers was put there to be written to.
PERSONS = frozenset({"res.partner", "crm.lead", "mailing.contact"})


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

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """One message that a user sends to many persons outside is prospecting, as every message to many is.

        What the product or a schedule posts is not; nor what followers of a document are told.
        """
        thread = self
        if not self.env.su and not isinstance(self.env.context.get("monaco_mail_purpose"), int):
            if len(self._get_monaco_addressed(message, recipients_data)) > FEW:
                purpose = self.env["monaco.purpose"]._get("prospecting")
                thread = self.with_context(monaco_mail_purpose=purpose.id)
        return super(MailThread, thread)._notify_thread_by_email(message, recipients_data, **kwargs)

    def _get_monaco_addressed(self, message, recipients_data):
        """Return the ids of the persons outside whom the sender chose."""
        chosen = set(message.sudo().partner_ids.ids)
        persons = message.sudo().model in PERSONS
        return {
            one["id"]
            for one in recipients_data
            if one["notif"] == "email" and one.get("share") and (persons or one["id"] in chosen)
        }

    def _with_monaco_source(self, source_ref):
        several = len(self) > 1
        template = self.env["mail.template"]
        if isinstance(source_ref, str):
            source_ref = self.env.ref(source_ref, raise_if_not_found=False)
        if isinstance(source_ref, type(template)):
            return self.with_context(
                **{
                    key: value
                    for key, value in source_ref._with_monaco_purpose(several).env.context.items()
                    if key == "monaco_mail_purpose"
                }
            )
        return self
