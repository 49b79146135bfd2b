import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import keyring

MODEL = "monaco.suppression"
# a row as the ledger tells it: the keyed hash and what it forbids, nobody's address
COLUMNS = ("kind", "digest", "key_id", "purpose", "channel", "ground", "date", "until")


class MonacoSuppression(models.Model):
    """Tell the ledger outside the database of each objection: a restore would bring them back to the mailings."""

    _inherit = "monaco.suppression"

    @api.model
    def _add(self, purpose, channels, emails=(), phones=(), ground="objection", date=None):
        before = min(filter(None, (date, fields.Datetime.now())))
        res = super()._add(
            purpose, channels, emails=emails, phones=phones, ground=ground, date=date
        )
        entries = self._get_ledger_entries(SQL("s.date >= %s", before))
        if entries:
            retention = self.env["monaco.retention"]
            retention._write_after_commit(retention._get_ledger(), entries)
        return res

    @api.model
    def _note_rehashed(self, digests):
        """Tell the ledger which hashes were replaced by those of a new key."""
        if digests:
            retention = self.env["monaco.retention"]
            entry = {
                "model": MODEL,
                "ids": [],
                "digest": _seal(["rehashed", *sorted(digests)]),
                "at": fields.Datetime.to_string(fields.Datetime.now()),
                "rehashed": sorted(digests),
            }
            retention._write_after_commit(
                retention._get_ledger(), [entry, *self._get_ledger_entries(SQL("true"))]
            )

    @api.model
    def _get_ledger_entries(self, only):
        """Return what the ledger must say of the rows ``only`` selects, one entry a row."""
        rows = self.env.execute_query(
            SQL(
                """SELECT s.kind, s.digest, s.key_id, p.code, s.channel, s.ground,
                          to_char(s.date, 'YYYY-MM-DD HH24:MI:SS'), s.until::text
                     FROM monaco_suppression s JOIN monaco_purpose p ON p.id = s.purpose_id
                    WHERE %s ORDER BY s.id""",
                only,
            )
        )
        return [
            {
                "model": MODEL,
                "ids": [],
                "digest": _seal(row),
                "at": row[COLUMNS.index("date")],
                "row": list(row),
            }
            for row in rows
        ]

    @api.model
    def _find_missing(self, entries):
        """Return the rows that the ledger tells of, that still count, and that are not here."""
        told, rehashed = {}, set()
        for entry in entries:
            if entry["model"] != MODEL:
                continue
            rehashed.update(entry.get("rehashed", ()))
            if row := entry.get("row"):
                row = dict(zip(COLUMNS, row, strict=True))
                told[row["digest"], row["purpose"], row["channel"]] = row
        today = str(fields.Date.today())
        here = {
            (digest, code, channel): date
            for digest, code, channel, date in self.env.execute_query(
                SQL(
                    """SELECT s.digest, p.code, s.channel, to_char(s.date, 'YYYY-MM-DD HH24:MI:SS')
                         FROM monaco_suppression s JOIN monaco_purpose p ON p.id = s.purpose_id"""
                )
            )
        }
        return [
            row
            for key, row in told.items()
            if row["until"] >= today
            and row["digest"] not in rehashed
            and here.get(key, "") < row["date"]
        ]

    @api.model
    def _write_again(self, rows):
        """Write rows the ledger tells of; return how many, and how many need a key that is not here."""
        try:
            known = set(keyring.read(self._get_key_path()).ids)
        except keyring.KeyFault:
            known = set()
        purposes = {purpose.code: purpose.id for purpose in self.env["monaco.purpose"].search([])}
        fit = [row for row in rows if row["key_id"] in known and row["purpose"] in purposes]
        self._write_rows(
            tuple(purposes[row[name]] if name == "purpose" else row[name] for name in COLUMNS)
            for row in fit
        )
        return len(fit), len(rows) - len(fit)


class MonacoRetention(models.AbstractModel):
    _inherit = "monaco.retention"

    @api.model
    def _get_ledger_entries(self, batch_ids=None):
        """Tell of the suppression list, too, when all is told."""
        entries = super()._get_ledger_entries(batch_ids)
        if batch_ids is None:
            entries += self.env[MODEL].sudo()._get_ledger_entries(SQL("true"))
        return entries

    @api.model
    def _find_suppressions(self, entries):
        return super()._find_suppressions(entries) + self.env[MODEL].sudo()._find_missing(entries)

    @api.model
    def _replay_suppressions(self, entries):
        written, unread = super()._replay_suppressions(entries)
        suppressions = self.env[MODEL].sudo()
        more, fewer = suppressions._write_again(suppressions._find_missing(entries))
        return written + more, unread + fewer


def _seal(words):
    return hashlib.sha256("|".join(word or "" for word in (MODEL, *words)).encode()).hexdigest()
