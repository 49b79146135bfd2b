import json

from odoo import api, fields, models


class MonacoConsent(models.Model):
    """The proof of a consent as a person reads it: what happened in words, and the file itself."""

    _inherit = "monaco.consent"

    proof_words = fields.Html(string="How It Happened", compute="_compute_proof_words")
    lang_name = fields.Char(string="Language of the Text", compute="_compute_lang_name")

    @api.depends("lang")
    def _compute_lang_name(self):
        known = self.env["res.lang"].sudo().with_context(active_test=False).search([])
        names = {lang.code: lang.name.split(" / ")[-1] for lang in known}
        for line in self:
            line.lang_name = names.get(line.lang, line.lang)

    @api.depends("evidence", "proof_name")
    def _compute_proof_words(self):
        files = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        )
        files = files.grouped("res_id")
        for line in self:
            rows = line._get_proof_rows(line._read_evidence())
            own = files.get(line.id, ())
            line.proof_words = (rows or own) and self.env["ir.qweb"]._render(
                "crm_monaco.consent_proof", {"rows": rows, "files": own}
            )

    def _read_evidence(self):
        """Return the evidence as it was noted; text that is no longer a dict is shown as it is."""
        self.ensure_one()
        try:
            noted = json.loads(self.evidence or "{}")
        except ValueError:
            noted = self.evidence
        return noted if isinstance(noted, dict) else {"proof": noted}

    @api.model
    def _get_proof_rows(self, noted):
        """Return ``[(label, text)]``: what is known first, what no label is known for after it."""
        labels = self._get_proof_labels()
        sources = dict(self._fields["source"]._description_selection(self.env))
        rows = []
        for name in sorted(noted, key=lambda one: [*labels, one].index(one)):
            value = noted[name]
            if isinstance(value, dict):
                rows += self._get_proof_rows(value)
            elif value and name != "method":
                if name == "how":
                    value = sources.get(value, value)
                value = "/".join(map(str, value)) if isinstance(value, list) else str(value)
                rows.append((labels.get(name, name), value))
        return rows

    @api.model
    def _get_proof_labels(self):
        return {
            "proof": self.env._("Proof"),
            "recorded_by": self.env._("Recorded by"),
            "how": self.env._("How"),
            "text": self.env._("Text read to the person"),
            "form": self.env._("Form"),
            "referer": self.env._("Page of the website"),
            "when": self.env._("Ticked on (UTC)"),
            "page": self.env._("Page of the answer"),
            "address": self.env._("Network address"),
            "agent": self.env._("Browser"),
        }
