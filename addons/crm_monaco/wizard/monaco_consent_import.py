import base64
import csv
import io
from datetime import datetime

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..models.monaco_consent import CHANNELS

LIMIT = 50000
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S")


class MonacoConsentImport(models.TransientModel):
    """Bring in consents that were collected elsewhere.  Without proof they permit nothing."""

    _name = "monaco.consent.import"
    _description = "Import of existing consents"

    file = fields.Binary(
        required=True,
        attachment=False,
        help="Columns: email, channel (email, sms, phone, post, auto_call), date, proof.",
    )
    file_name = fields.Char()
    purpose_id = fields.Many2one(
        "monaco.purpose",
        required=True,
        ondelete="cascade",
        domain=[("legal_basis", "in", ("consent", "legitimate_interest"))],
        default=lambda self: self.env["monaco.purpose"]._get("prospecting"),
    )
    outcome = fields.Text(readonly=True)

    def action_import(self):
        """Read the file, record each line, and say what became of each."""
        self.ensure_one()
        self.env["monaco.run"]._check_in_charge()
        rows = self._read_rows()
        emails = {row["email"] for _number, row in rows if row["email"]}
        everybody = self.env["res.partner"].sudo()
        persons = everybody.search([("email_normalized", "in", list(emails))])
        known = persons.grouped("email_normalized")
        given = unknown = 0
        faults = []
        for number, row in rows:
            fault = self._get_fault(row, known)
            if fault:
                faults.append(self.env._("Line %(number)s: %(fault)s", number=number, fault=fault))
                continue
            lines = (
                self.env["monaco.consent"]
                .sudo()
                ._record(
                    self.purpose_id.sudo(),
                    [row["channel"]],
                    "given",
                    known[row["email"]][:1],
                    source="import",
                    date=row["date"],
                    origin=self.file_name,
                    evidence={"proof": row["proof"]} if row["proof"] else None,
                    user_id=self.env.uid,
                )
            )
            given += lines.status == "given"
            unknown += lines.status == "unknown"
        self.outcome = "\n".join(
            [
                self.env._("With proof: %s. They count.", given),
                self.env._("Without proof: %s. They permit nothing.", unknown),
                self.env._("Left out: %s.", len(faults)),
                *faults[:50],
            ]
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _read_rows(self):
        """Return ``[(line number, row)]``.

        :raise UserError: it is no table, or columns are missing
        """
        try:
            raw = base64.b64decode(self.file)
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
        except ValueError as fault:
            raise UserError(self.env._("This file cannot be read.")) from fault
        head = text.split("\n", 1)[0]
        reader = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
        names = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
        missing = {"email", "channel", "date", "proof"} - set(names)
        if missing:
            raise UserError(
                self.env._("These columns are missing: %s.", ", ".join(sorted(missing)))
            )
        rows = []
        try:
            for number, line in enumerate(reader, start=2):
                row = {name: (line.get(names[name]) or "").strip() for name in names}
                row["email"] = email_normalize(row["email"], strict=True)
                row["date"] = self._read_date(row["date"])
                rows.append((number, row))
        except csv.Error as fault:
            raise UserError(self.env._("This file cannot be read.")) from fault
        if len(rows) > LIMIT:
            raise UserError(self.env._("Import %s lines at most at once.", LIMIT))
        return rows

    def _read_date(self, text):
        for shape in DATES:
            try:
                return datetime.strptime(text, shape)  # noqa: DTZ007 - a day as it was written
            except ValueError:
                continue
        return None

    def _get_fault(self, row, known):
        if not row["email"]:
            return self.env._("no e-mail address")
        if row["email"] not in known:
            return self.env._("nobody in the file has this address")
        if row["channel"] not in dict(CHANNELS):
            return self.env._("unknown channel")
        if not row["date"] or row["date"] > fields.Datetime.now():
            return self.env._("the date cannot be read, or is to come")
        return None
