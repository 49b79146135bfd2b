import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError


class MonacoPurposeText(models.Model):
    """One version of what is told to a person about a purpose.  Versions are added, never changed.

    Each consent names the version that was shown and keeps its hash.
    """

    _name = "monaco.purpose.text"
    _description = "Text of a purpose"
    _order = "purpose_id, version desc"

    purpose_id = fields.Many2one(
        "monaco.purpose", required=True, index=True, ondelete="restrict", readonly=True
    )
    version = fields.Integer(readonly=True, aggregator=None)
    body = fields.Text(string="Text", required=True, translate=True)
    ask_again = fields.Boolean(
        string="Ask again",
        default=True,
        help="Consents given to earlier versions permit nothing any more: each person is asked again."
        " Untick for a correction that changes nothing to what was agreed to.",
    )
    date = fields.Date(
        string="In Force Since", required=True, default=fields.Date.context_today, readonly=True
    )

    _version_unique = models.Constraint(
        "unique (purpose_id, version)", "This version exists already."
    )

    @api.depends("purpose_id", "version")
    def _compute_display_name(self):
        for text in self:
            text.display_name = self.env._(
                "%(purpose)s, version %(version)s",
                purpose=text.purpose_id.name or "",
                version=text.version,
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Number each version after the last one of its purpose."""
        latest = {}
        for vals in vals_list:
            purpose = self.env["monaco.purpose"].browse(vals.get("purpose_id"))
            if purpose.id not in latest:
                latest[purpose.id] = max(purpose.sudo().text_ids.mapped("version"), default=0)
            latest[purpose.id] += 1
            vals["version"] = latest[purpose.id]
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change a text that may have been agreed to; a translation may be added."""
        changed = {"purpose_id", "version", "ask_again", "date"} & set(vals)
        if (changed or self._is_agreed(vals)) and not self.env.context.get("install_mode"):
            raise UserError(
                self.env._("A text that persons were shown cannot change: add a new version.")
            )
        return super().write(vals)

    def _is_agreed(self, vals):
        if "body" not in vals:
            return False
        used = self.env["monaco.consent"].sudo().search_count([("text_id", "in", self.ids)])
        return bool(used) and any(text.body != vals["body"] for text in self)

    def update_field_translations(self, field_name, translations, source_lang=""):
        """Refuse to rewrite, through its translations, a text that was agreed to in that language."""
        used = self.env["monaco.consent"].sudo()
        for lang in translations:
            if used.search_count([("text_id", "in", self.ids), ("lang", "=", lang)], limit=1):
                raise UserError(
                    self.env._("A text that persons were shown cannot change: add a new version.")
                )
        return super().update_field_translations(field_name, translations, source_lang=source_lang)

    @api.ondelete(at_uninstall=False)
    def _unlink_refused(self):
        raise UserError(self.env._("A version is kept: it is what persons agreed to."))

    def _get_hash(self, lang=None):
        """Return the SHA-256 of the text as shown in ``lang``."""
        self.ensure_one()
        body = self.with_context(lang=lang or self.env.lang).body or ""
        return hashlib.sha256(body.encode()).hexdigest()
