import base64

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..tools import consent_csv

LIMIT = 50000
SHOWN = 50


class MonacoConsentImport(models.TransientModel):
    """Bring in consents that were collected elsewhere.  Without proof they permit nothing."""

    _name = "monaco.consent.import"
    _description = "Import of existing consents"

    file = fields.Binary(
        required=True,
        attachment=False,
        help="Columns: email, channel (email, sms, phone, post, automated call), date, proof; a CSV file as"
        " your spreadsheet saves it.",
    )
    file_name = fields.Char()
    purpose_id = fields.Many2one(
        "monaco.purpose",
        required=True,
        ondelete="cascade",
        domain=[("legal_basis", "in", ("consent", "legitimate_interest"))],
        default=lambda self: self.env["monaco.purpose"]._get("prospecting"),
    )
    marketing = fields.Boolean(related="purpose_id.marketing")
    outcome = fields.Text(readonly=True)
    left_out = fields.Binary(
        string="Lines left out",
        readonly=True,
        attachment=False,
        help="The lines as they were, each with what is wrong: mend them and import this file.",
    )
    left_out_name = fields.Char(readonly=True)

    @api.depends("file_name")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = wizard.file_name or self.env._("Import consents")

    def action_import(self):
        """Read the file, record each line, and say what became of each."""
        self.ensure_one()
        self.env["monaco.run"]._check_in_charge()
        head, rows = self._read_rows()
        known = self._find_persons(rows)
        recorded = self._find_recorded(known)
        counts = {"given": 0, "unknown": 0, "again": 0}
        faults = []
        for number, cells, row in rows:
            fault = self._get_fault(row, known)
            if fault:
                faults.append((number, cells, fault))
                continue
            person = known[row["email"]][:1]
            key = (person.id, row["channel"], row["date"])
            if key in recorded:
                counts["again"] += 1
                continue
            recorded.add(key)
            counts[self._record_row(row, person).status] += 1
        self._write_outcome(counts, head, faults)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import consents"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _find_persons(self, rows):
        emails = {row["email"] for _number, _cells, row in rows if row["email"]}
        everybody = self.env["res.partner"].sudo()
        return everybody.search([("email_normalized", "in", list(emails))]).grouped(
            "email_normalized"
        )

    def _find_recorded(self, known):
        """Return ``{(person, channel, moment)}`` of what an import brought already: a file may come twice."""
        lines = (
            self.env["monaco.consent"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", [one[:1].id for one in known.values()]),
                    ("purpose_id", "=", self.purpose_id.id),
                    ("source", "=", "import"),
                    # without proof it counts for nothing: the line with its proof is welcome
                    ("status", "=", "given"),
                ]
            )
        )
        return {(line.partner_id.id, line.channel, line.date) for line in lines}

    def _record_row(self, row, person):
        return (
            self.env["monaco.consent"]
            .sudo()
            ._record(
                self.purpose_id.sudo(),
                [row["channel"]],
                "given",
                person,
                source="import",
                date=row["date"],
                origin=self.file_name,
                evidence={"proof": row["proof"]} if row["proof"] else None,
                user_id=self.env.uid,
            )
        )

    def _write_outcome(self, counts, head, faults):
        lines = [
            self.env._("With proof: %s. They count.", counts["given"]),
            self.env._("Without proof: %s. They permit nothing.", counts["unknown"]),
        ]
        if counts["again"]:
            lines.append(self.env._("Imported before: %s. Not recorded twice.", counts["again"]))
        lines.append(self.env._("Left out: %s.", len(faults)))
        for number, _cells, fault in faults[:SHOWN]:
            lines.append(self.env._("Line %(number)s: %(fault)s", number=number, fault=fault))
        if len(faults) > SHOWN:
            lines.append(self.env._("… the others are in the file below."))
        self.outcome = "\n".join(lines)
        if faults:
            width = len(head)
            rows = [[*(cells + [""] * width)[:width], fault] for _n, cells, fault in faults]
            content = consent_csv.write([*head, self.env._("What is wrong")], rows)
            self.left_out = base64.b64encode(content)
            self.left_out_name = self.env._("lines-left-out.csv")

    def _read_rows(self):
        """Return ``(head, [(line number, cells, row)])``.

        :raise UserError: it is no table, or columns are missing
        """
        needed = ["email", "date", "proof", *(["channel"] if self.purpose_id.marketing else [])]
        try:
            raw = base64.b64decode(self.file or b"")
            head, rows = consent_csv.read(raw, needed)
        except ValueError as fault:
            raise UserError(self._get_unreadable_words()) from fault
        except consent_csv.Unreadable as fault:
            if not fault.args:
                raise UserError(self._get_unreadable_words()) from fault
            names = self._get_column_names()
            raise UserError(
                self.env._(
                    "The first line must name the columns: %(all)s. These are missing: %(missing)s."
                    " Nothing was imported.",
                    all=", ".join(names[name] for name in needed),
                    missing=", ".join(names[name] for name in fault.args),
                )
            ) from fault
        if len(rows) > LIMIT:
            raise UserError(self.env._("Import %s lines at most at once.", LIMIT))
        for _number, _cells, row in rows:
            row["email"] = email_normalize(row["email"], strict=True)
            row["date"] = self._read_date(row["date"])
            marketing = self.purpose_id.marketing
            row["channel"] = consent_csv.read_channel(row["channel"]) if marketing else "any"
        return head, rows

    def _get_unreadable_words(self):
        return self.env._(
            "This file cannot be read: save the table as CSV in your spreadsheet. Nothing was imported."
        )

    def _get_column_names(self):
        return {
            "email": self.env._("email"),
            "channel": self.env._("channel"),
            "date": self.env._("date"),
            "proof": self.env._("proof"),
        }

    def _read_date(self, text):
        """Return the moment in UTC: what is written is meant where the user is."""
        moment = consent_csv.read_date(text)
        if not moment:
            return None
        try:
            return self.env.tz.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)
        except OverflowError:
            return None

    def _get_fault(self, row, known):
        if not row["email"]:
            return self.env._("no e-mail address")
        if row["email"] not in known:
            return self.env._("nobody in the file has this address")
        if not row["channel"]:
            return self.env._("unknown channel")
        if not row["date"] or row["date"] > fields.Datetime.now():
            return self.env._("the date cannot be read, or is to come")
        return None
