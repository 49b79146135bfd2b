from odoo import api, models


class Base(models.AbstractModel):
    """Fields that do not exist for a service."""

    _inherit = "base"

    @api.model
    def _has_field_access(self, field, operation):
        """Hide what none of the user's services needs; never a name, or nothing could be shown at all."""
        return super()._has_field_access(field, operation) and (
            self.env.su or not self.env["monaco.service"]._is_field_hidden(field, self._name)
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave out what is on no screen of the user's services: exports and filters offer it neither."""
        found = super().fields_get(allfields, attributes)
        absent = self.env["monaco.service"]._get_absent_names(self._name)
        if absent:
            found = {name: field for name, field in found.items() if name not in absent}
        return found

    def _message_get_suggested_recipients_batch(
        self,
        reply_discussion=False,
        reply_message=None,
        no_create=True,
        primary_email=False,
        additional_partners=None,
    ):
        """Suggest nobody whom the user does not see; Odoo reads the addresses of all before it chooses."""
        asked = self
        services = self.env["monaco.service"]
        if no_create and not self.env.su and services._get_user_codes(self.env.uid) is not None:
            asked = self.sudo()
        suggested = super(Base, asked)._message_get_suggested_recipients_batch(
            reply_discussion=reply_discussion,
            reply_message=reply_message,
            no_create=no_create,
            primary_email=primary_email,
            additional_partners=additional_partners,
        )
        if asked is self:
            return suggested
        persons = self.env["res.partner"].browse(
            {row["partner_id"] for rows in suggested.values() for row in rows} - {False}
        )
        unseen = set(services._get_unseen(persons)._ids)
        return {
            rid: [row for row in rows if row["partner_id"] not in unseen]
            for rid, rows in suggested.items()
        }
