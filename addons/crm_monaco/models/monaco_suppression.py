import logging
import os

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, config, email_normalize
from odoo.tools.constants import GC_UNLINK_LIMIT

from ..tools import keyring
from .monaco_consent import CHANNELS

_logger = logging.getLogger(__name__)
CHUNK = 1000
FLOOR_MONTHS = 36


class MonacoSuppression(models.Model):
    """Who must not be prospected: keyed hashes of addresses, which survive the person's erasure.

    Written by an objection or an erasure request alone, never by a period that is over.  The key
    is not in the database.  It serves nothing else, and the person may order like anybody.
    """

    _name = "monaco.suppression"
    _description = "Suppression list"
    _order = "id desc"
    _rec_name = "key_id"
    _log_access = False

    kind = fields.Selection([("email", "E-mail"), ("phone", "Phone")], required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True)
    key_id = fields.Char(required=True, readonly=True, index=True)
    purpose_id = fields.Many2one(
        "monaco.purpose", required=True, readonly=True, ondelete="restrict"
    )
    channel = fields.Selection(CHANNELS, readonly=True, help="Empty: by every channel.")
    ground = fields.Selection(
        [("objection", "Objection"), ("request", "Erasure request")], required=True, readonly=True
    )
    date = fields.Datetime(required=True, readonly=True)
    until = fields.Date(string="Kept Until", required=True, readonly=True)

    _once = models.UniqueIndex("(digest, purpose_id, COALESCE(channel, ''))")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: an objection or an erasure request writes here, nobody else."""
        raise UserError(self.env._("The suppression list is written by objections alone."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused, as creation is."""
        raise UserError(self.env._("The suppression list is written by objections alone."))

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(self.env._("The suppression list is written by objections alone."))

    # ------------------------------------------------------------------ the key

    @api.model
    def _get_key_path(self):
        return os.path.join(config["data_dir"], "crm_monaco", "suppression.keys")

    @api.model
    def _get_keyring(self):
        """Return the keys; the first ever made when nothing was written with another.

        :raise KeyFault: no usable key, or one that does not fit the list (``wrong``)
        """
        used = self._get_used_keys()
        try:
            ring = keyring.read(self._get_key_path())
        except keyring.KeyFault as fault:
            if fault.args[0] != "missing" or used:
                raise
            keyring.add(self._get_key_path())
            ring = keyring.read(self._get_key_path())
            _logger.info("a first key %s of the suppression list was made", ring.current)
        if used - set(ring.ids):
            raise keyring.KeyFault("wrong")
        return ring

    @api.model
    def _get_used_keys(self):
        """Return the ids of the keys that hashed something, by a loose scan of their index."""
        rows = self.env.execute_query(
            SQL(
                """WITH RECURSIVE used AS (
                       SELECT min(key_id) AS id FROM monaco_suppression
                        UNION ALL
                       SELECT (SELECT min(key_id) FROM monaco_suppression WHERE key_id > used.id)
                         FROM used WHERE used.id IS NOT NULL
                   ) SELECT id FROM used WHERE id IS NOT NULL"""
            )
        )
        return {row[0] for row in rows} | self.env["monaco.consent"]._get_used_keys()

    @api.model
    def _get_key_fault(self):
        """Return why no marketing may leave, as a sentence; ``None`` when all is well."""
        try:
            self._get_keyring()
        except keyring.KeyFault as fault:
            return self._get_fault_text(fault.args[0])
        return None

    @api.model
    def _get_fault_text(self, code):
        return {
            "missing": self.env._("the key of the suppression list is missing"),
            "mode": self.env._("the key of the suppression list can be read by others (mode 0600)"),
            "broken": self.env._("the key of the suppression list cannot be read"),
            "wrong": self.env._("the key of the suppression list is not the one it was made with"),
        }.get(code, code)

    def action_rotate_key(self):
        """Make a new key; what is known in clear is hashed anew, the rest keeps its old key."""
        self.env["monaco.run"]._check_in_charge()
        try:
            self._get_keyring()
            keyring.add(self._get_key_path())
        except keyring.KeyFault as fault:
            if fault.args[0] == "environment":
                raise UserError(
                    self.env._(
                        "The keys are in the environment (%s): put a new one before the others there.",
                        keyring.VARIABLE,
                    )
                ) from fault
            raise UserError(
                self.env._(
                    "No new key was made: %s. Put the key file back from your backup first.",
                    self._get_fault_text(fault.args[0]),
                )
            ) from fault
        self._rehash()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("A new key is in service: back up the key file now."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _rehash(self):
        """Hash anew, with the writing key, the addresses of the list that somebody in the file still has."""
        ring, replaced = self._get_keyring(), []
        for kind, column in (("email", "email_normalized"), ("phone", "phone_sanitized")):
            rows = self.env.execute_query(
                SQL(
                    "SELECT DISTINCT %(column)s FROM res_partner WHERE %(column)s IS NOT NULL",
                    column=SQL.identifier(column),
                )
            )
            values = [row[0] for row in rows]
            for old in ring.ids[1:]:
                for start in range(0, len(values), CHUNK):
                    part = values[start : start + CHUNK]
                    self.env.cr.execute(
                        SQL(
                            """UPDATE monaco_suppression s SET digest = known.new, key_id = %s
                                 FROM unnest(%s, %s) AS known(old, new)
                                WHERE s.digest = known.old AND s.key_id = %s
                            RETURNING known.old""",
                            ring.current,
                            [ring.digest(kind, value, old) for value in part],
                            [ring.digest(kind, value) for value in part],
                            old,
                        )
                    )
                    replaced += [row[0] for row in self.env.cr.fetchall()]
        self.invalidate_model(flush=False)
        self._note_rehashed(replaced)

    @api.model
    def _note_rehashed(self, digests):
        """Hook: whoever keeps the hashes elsewhere learns which ones were replaced."""

    # ------------------------------------------------------------------ writing and reading

    @api.model
    def _add(self, purpose, channels, emails=(), phones=(), ground="objection", date=None):
        """Write addresses: normalised e-mails, E.164 numbers; for every channel when ``channels`` is empty.

        :param date: when they said it, now by default
        :raise UserError: there is no key to hash with
        """
        values = [("email", email_normalize(email, strict=False)) for email in emails if email]
        values += [("phone", phone) for phone in phones if phone]
        values = [(kind, value) for kind, value in dict.fromkeys(values) if value]
        if not values:
            return
        try:
            ring = self._get_keyring()
        except keyring.KeyFault as fault:
            raise UserError(
                self.env._(
                    "This cannot be recorded: %s. Tell the person in charge of data protection.",
                    self._get_fault_text(fault.args[0]),
                )
            ) from fault
        date, until = date or fields.Datetime.now(), self._get_until()
        self._write_rows(
            (kind, ring.digest(kind, value), ring.current, purpose.id, channel, ground, date, until)
            for kind, value in values
            for channel in (channels or [None])
        )

    @api.model
    def _write_rows(self, rows):
        """Write rows of the list; what is known already keeps the later of its dates.

        :param rows: tuples ``(kind, digest, key_id, purpose_id, channel, ground, date, until)``
        """
        rows = [SQL("%s", row) for row in rows]
        if not rows:
            return
        self.env.cr.execute(
            SQL(
                """INSERT INTO monaco_suppression
                          (kind, digest, key_id, purpose_id, channel, ground, date, until)
                   VALUES %s
                   ON CONFLICT (digest, purpose_id, COALESCE(channel, ''))
                   DO UPDATE SET date = GREATEST(monaco_suppression.date, EXCLUDED.date),
                                 until = GREATEST(monaco_suppression.until, EXCLUDED.until)""",
                SQL(", ").join(rows),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _get_until(self):
        """Return the day until which an objection of today is kept: the longest period of any company.

        The list is common to all of them; without a period it is kept as long as the law asks at least.
        """
        clocks = self.env["monaco.clock"].sudo().with_context(active_test=True)
        clocks = clocks.search([("kind", "=", "suppression")])
        months = max((clock.months for clock in clocks), default=0) or FLOOR_MONTHS
        return fields.Date.today() + relativedelta(months=months)

    @api.autovacuum
    def _gc_late_objections(self):
        """Write what was objected while there was no key: the consents know it by the person."""
        if self._get_key_fault():
            return
        ring = self._get_keyring()
        late = self.env["monaco.consent"].sudo()
        late = late.search([("status", "=", "objected"), ("key_id", "=", False)])
        for line in late.filtered(lambda one: one.partner_id and one.purpose_id.marketing):
            emails = {line.partner_id.email_normalized} - {False}
            phones = {line.partner_id.phone_sanitized} - {False}
            known = self._find(ring, line.purpose_id, line.channel, emails, phones)
            addresses = [("email", email) for email in emails] + [("phone", one) for one in phones]
            if not all(known.get(one) and known[one] >= line.date for one in addresses):
                channels = None if line.channel == "any" else [line.channel]
                self._add(line.purpose_id, channels, emails, phones, date=line.date)

    @api.model
    def _find(self, ring, purpose, channel, emails, phones):
        """Return ``{("email", address): date}`` of the addresses on the list, in one query."""
        known = {
            ring.digest(kind, value, key): (kind, value)
            for key in ring.ids
            for kind, values in (("email", emails), ("phone", phones))
            for value in values
        }
        if not known:
            return {}
        found = {}
        for digest, date in self.env.execute_query(
            SQL(
                """SELECT digest, max(date) FROM monaco_suppression
                    WHERE digest = ANY(%s) AND purpose_id = %s AND (channel IS NULL OR channel = %s)
                    GROUP BY digest""",
                list(known),
                purpose.id,
                channel,
            )
        ):
            found[known[digest]] = max(date, found.get(known[digest], date))
        return found

    @api.autovacuum
    def _gc_suppressions(self):
        """Delete what is older than its clock; return (deleted, whether some remain)."""
        self.env.cr.execute(
            SQL(
                """DELETE FROM monaco_suppression WHERE id IN (
                       SELECT id FROM monaco_suppression WHERE until < CURRENT_DATE LIMIT %s)""",
                GC_UNLINK_LIMIT,
            )
        )
        deleted = self.env.cr.rowcount
        if deleted:
            self.invalidate_model(flush=False)
        return deleted, deleted == GC_UNLINK_LIMIT
