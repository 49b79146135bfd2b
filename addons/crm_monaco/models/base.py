from odoo import api, models
from odoo.exceptions import AccessError

from ..engine.traces import NEUTRAL
from .monaco_trace import TRACED


class Base(models.AbstractModel):
    """Fields that do not exist for a service, and the traces of what is read."""

    _inherit = "base"

    @api.model
    def _has_field_access(self, field, operation):
        """Hide what none of the user's services needs; never a name, or nothing could be shown at all."""
        return super()._has_field_access(field, operation) and (
            self.env.su
            or not self.env["monaco.service"]._is_field_hidden(field, self._name, operation)
        )

    def _check_field_access(self, field, operation):
        """Trace the refusal."""
        try:
            return super()._check_field_access(field, operation)
        except AccessError:
            self.env["monaco.trace"]._note(self, refused=True, words=[field.name])
            raise

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Leave out what is on no screen of the user's services: exports and filters offer it neither."""
        found = super().fields_get(allfields, attributes)
        absent = self.env["monaco.service"]._get_absent_names(self._name)
        if absent:
            found = {name: field for name, field in found.items() if name not in absent}
        return found

    # ------------------------------------------------------------------ traces

    def _fetch_query(self, query, fields):
        """Trace what leaves the database for the current user, by whichever method."""
        fetched = super()._fetch_query(query, fields)
        if self._name in TRACED and not self.env.su:
            if any(field.name not in NEUTRAL for field in fields):
                self.env["monaco.trace"]._note(fetched)
        return fetched

    def _read_format(self, fnames, load="_classic_read"):
        """Trace what is read from memory: it came there with more rights than the user's."""
        if self._name in TRACED and not self.env.su and not NEUTRAL.issuperset(fnames):
            self.env["monaco.trace"]._note(self)
        return super()._read_format(fnames, load)

    def export_data(self, fields_to_export):
        """Trace every export, whoever makes it."""
        self.env["monaco.trace"]._note(self, door="export")
        return super().export_data(fields_to_export)

    @api.model
    def _read_group(
        self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None
    ):
        """Trace groupings by what people are called, or by their numbers: each group is one of them."""
        if self._name in TRACED and not self.env.su:
            names = [spec.partition(":")[0] for spec in groupby]
            telling = [name for name in names if self._monaco_is_telling(name)]
            if telling:
                self.env["monaco.trace"]._note(self.browse(), words=telling)
        return super()._read_group(domain, groupby, aggregates, having, offset, limit, order)

    @api.model
    def _monaco_is_telling(self, name):
        field = self._fields.get(name.partition(".")[0])
        return field is not None and (field.type in ("char", "text") or "." in name)

    # ------------------------------------------------------------------ recipients

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
