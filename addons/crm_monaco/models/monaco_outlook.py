import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_datetime

# So many recipients are decided on in a tenth of a second; more are counted when the sender asks.
AT_ONCE = 2000
# A count says who is left out now: people object meanwhile.
FRESH = timedelta(days=1)


class MonacoOutlook(models.AbstractModel):
    """Before one writes to many: how many are left out, and why.

    A short list is counted as it is chosen.  A long one is counted when the sender asks, at the latest as
    they press “Send”; the count stays beside what it was counted for, and is shown until that changes.
    Whoever mixes this in says which purpose, which recipients, and which rows to decide on.
    """

    _name = "monaco.outlook"
    _description = "Outlook of a message to many"

    monaco_outlook = fields.Text(string="Before you send", compute="_compute_monaco_outlook")
    monaco_uncounted = fields.Boolean(
        compute="_compute_monaco_outlook", help="The list is long: it is counted on demand."
    )
    monaco_counted = fields.Text(string="Left Out", readonly=True, copy=False)
    monaco_counted_at = fields.Datetime(string="Counted On", readonly=True, copy=False)
    monaco_counted_for = fields.Char(string="Counted For", readonly=True, copy=False)

    # ------------------------------------------------------------------ what each one says

    @api.model
    def _get_monaco_outlook_depends(self):
        """Return the names of the fields that change the outlook."""
        return ["monaco_purpose_id", "monaco_counted", "monaco_counted_at", "monaco_counted_for"]

    def _get_monaco_outlook_purpose(self):
        """Return the purpose the recipients are decided by; empty when there is nothing to tell."""
        raise NotImplementedError

    def _get_monaco_outlook_channel(self):
        return "email"

    def _is_monaco_similar(self):
        return False

    def _get_monaco_recipients(self, limit=None):
        """Return the records written to."""
        raise NotImplementedError

    def _count_monaco_recipients(self):
        return len(self._get_monaco_recipients())

    def _get_monaco_outlook_rows(self, records):
        """Return the rows to decide on: ``((record id, contact id), contact id, e-mail, phone)``."""
        model = records.sudo()
        names = model._fields
        email = next((f for f in ("email_normalized", "email_from", "email") if f in names), None)
        phone = "phone_sanitized" if "phone_sanitized" in names else None
        person = self._get_monaco_person_field(model)
        model.fetch([name for name in (email, phone, person) if name and name != "id"])
        rows = []
        for record in model:
            pid = record[person].id if person and person != "id" else record.id
            rows.append(
                (
                    (record.id, pid),
                    pid if person else None,
                    record[email] if email else None,
                    record[phone] if phone else None,
                )
            )
        return rows

    @api.model
    def _get_monaco_person_field(self, model):
        if model._name == "res.partner":
            return "id"
        field = model._fields.get("partner_id")
        return "partner_id" if field and field.comodel_name == "res.partner" else None

    def _get_monaco_outlook_more(self, decided):
        """Return further lines of what was counted."""
        return []

    def _get_monaco_outlook_fault(self):
        """Return why nothing may leave as it is, if so: cheap, shown at once."""
        return

    def _get_monaco_counted_for(self):
        """Return what the count depends on, as values whose text is always the same."""
        purpose = self._get_monaco_outlook_purpose()
        return [self._get_monaco_outlook_channel(), purpose.id, self._is_monaco_similar()]

    # ------------------------------------------------------------------ the outlook

    @api.depends(lambda self: self._get_monaco_outlook_depends())
    def _compute_monaco_outlook(self):
        for one in self:
            words, one.monaco_uncounted = one._get_monaco_outlook_words()
            one.monaco_outlook = words

    def _get_monaco_outlook_words(self):
        """Return ``(text or False, whether the list waits to be counted)``."""
        if not self._get_monaco_outlook_purpose():
            return False, False
        records = self._get_monaco_recipients(limit=AT_ONCE + 1)
        if not records:
            return False, False
        fault = self._get_monaco_outlook_fault()
        uncounted = len(records) > AT_ONCE and not self._is_monaco_counted()
        if uncounted:
            words = self.env._(
                "%s recipients: who is left out is counted when you ask, or as you send.",
                self._count_monaco_recipients(),
            )
        elif len(records) > AT_ONCE:
            words = self.env._(
                "Counted on %(when)s:\n%(words)s",
                when=format_datetime(self.env, self.monaco_counted_at),
                words=self.monaco_counted,
            )
        else:
            words = self._count_monaco_outlook(records)
        return "\n".join(filter(None, [fault, words])), uncounted

    def _count_monaco_outlook(self, records):
        """Decide on everybody; return in words how many are left out and why."""
        decided = self.env["monaco.permission"]._decide(
            self._get_monaco_outlook_purpose(),
            self._get_monaco_outlook_channel(),
            self._get_monaco_outlook_rows(records),
            self._is_monaco_similar(),
        )
        lines = [self.env["monaco.permission"]._get_outlook(decided)]
        return "\n".join(lines + self._get_monaco_outlook_more(decided))

    def _is_monaco_counted(self):
        """Return whether the last count is of these recipients, for this purpose, and of today."""
        at = self.monaco_counted_at
        return bool(
            at
            and at > fields.Datetime.now() - FRESH
            and self.monaco_counted_for == self._get_monaco_counted_hash()
        )

    def _get_monaco_counted_hash(self):
        text = repr([str(value) for value in self._get_monaco_counted_for()])
        return hashlib.sha256(text.encode()).hexdigest()

    def action_monaco_count(self):
        """Count now, however long the list is."""
        self.ensure_one()
        self.check_access("write")
        if self._transient and not self.env.su and self.sudo().create_uid != self.env.user:
            raise AccessError(self.env._("This is somebody else's message."))
        if self._get_monaco_outlook_purpose():
            records = self._get_monaco_recipients()
            self.write(
                {
                    "monaco_counted": self._count_monaco_outlook(records) if records else False,
                    "monaco_counted_at": fields.Datetime.now(),
                    "monaco_counted_for": self._get_monaco_counted_hash(),
                }
            )
        return self._get_monaco_counted_action()

    def _get_monaco_counted_action(self):
        """Return what shows the count: a form reads itself again, a dialog closes and is opened again."""
        if not self._transient:
            return True
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": dict(self.env.context),
        }

    def _monaco_count_first(self):
        """Return the action that shows who is left out when a sender sends what was not counted.

        The buttons of the screens ask for it; what programs send is decided all the same as it leaves.
        """
        if not self.env.context.get("monaco_count_first"):
            return None
        for one in self:
            if one.monaco_uncounted:
                return one.action_monaco_count()
        return None
