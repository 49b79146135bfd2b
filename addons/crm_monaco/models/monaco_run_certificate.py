from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import chain
from ..engine.batch_notes import batch_lines
from ..report.certificate import Certificate


class MonacoRun(models.Model):
    """The certificate of a run: a PDF with counts, grounds, periods and heads, and nobody's name."""

    _inherit = "monaco.run"

    periods = fields.Json(
        readonly=True, copy=False, help="Periods in force when the preview was made."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Write down the periods the run is made under: a certificate is often printed long after."""
        runs = super().create(vals_list)
        for run in runs:
            run.periods = [
                {"id": clock.id, "months": clock.months, "company": clock.company_id.id}
                for clock in run._get_clocks()
            ]
        return runs

    def _get_clocks(self):
        """Return the rules that apply to the companies of the run: their own, else the common one."""
        rules = self.env["monaco.clock"].sudo().search([])
        own = rules.filtered(lambda rule: rule.company_id in self.company_ids)
        common = rules.filtered(
            lambda rule: (
                not rule.company_id
                and self.company_ids
                - own.filtered(lambda one, kind=rule.kind: one.kind == kind).company_id
            )
        )
        return (common | own).sorted()

    def action_certificate(self):
        """Download the certificate."""
        self.ensure_one()
        self._check_in_charge()
        self.check_access("read")
        self._check_certifiable()
        url = f"/crm_monaco/run/{self.id}/certificate"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _check_certifiable(self):
        if not self.head:
            raise UserError(self.env._("Only a run that is over and sealed has a certificate."))

    def _get_certificate(self):
        """Return the PDF, in French: the authority reads it."""
        self.ensure_one()
        self._check_in_charge()
        self.check_access("read")
        self._check_certifiable()
        return Certificate(self.sudo().with_context(lang="fr_FR")).pdf()

    # ------------------------------------------------------------------ what it says

    def _get_certificate_counts(self):
        """Return ``{(bucket, state, ground): count}``; who was left counts by the reason found then."""
        rows = self.env.execute_query(
            SQL(
                """SELECT bucket, state,
                          CASE WHEN state IN ('skipped', 'failed') THEN reason ELSE ground END, count(*)
                     FROM monaco_run_line WHERE run_id = %s GROUP BY 1, 2, 3""",
                self.id,
            )
        )
        return {
            (bucket, state, "excluded" if state == "excluded" else ground or ""): count
            for bucket, state, ground, count in rows
        }

    def _get_certificate_models(self):
        """Return ``[(model, count)]`` of those anonymised."""
        return self.env.execute_query(
            SQL(
                """SELECT res_model, count(*) FROM monaco_run_line
                    WHERE run_id = %s AND bucket = 'erase' AND state = 'done'
                    GROUP BY res_model ORDER BY count(*) DESC""",
                self.id,
            )
        )

    def _get_certificate_periods(self):
        """Return the periods as they were then, with the text of each rule."""
        rules = self.env["monaco.clock"].with_context(active_test=False)
        periods = self.periods or [{"id": rule.id} for rule in self._get_clocks()]
        found = []
        for period in periods:
            rule = rules.browse(period["id"]).exists()
            months = period.get("months", rule.months)
            company = self.env["res.company"].browse(period.get("company") or rule.company_id.id)
            found.append(
                {
                    "name": rule.name or self.env._("A rule deleted since"),
                    "kind": rule.kind,
                    "company": company.exists().name,
                    "months": months,
                    "text": rule.legal_reference or "",
                    "justification": rule.justification or "",
                }
            )
        return found

    def _get_certificate_texts(self):
        """Return ``{ground: legal text}``: of the grounds for keeping, and of the periods that were over."""
        types = self.env["monaco.hold.type"].search([])
        texts = {kind.code: kind.legal_reference for kind in types}
        texts["request"] = self.env._("Law no. 1.565, art. 14: erasure asked for by the person")
        for period in self._get_certificate_periods():
            codes = {"prospect": ("prospect", "solicitations", "no_contact"), "client": ("client",)}
            for code in codes.get(period["kind"], ()):
                texts.setdefault(code, period["text"])
        return texts

    def _verify_own(self):
        """Return whether this run's seal or a digest of its batches does not fit."""
        fits = self.head == chain.seal(
            self.previous_head or "", self._get_header(), self._get_digests()
        )
        for batch in self.batch_ids.sudo():
            lines = [row[0] for row in self.env.execute_query(batch_lines(batch.id))]
            fits = fits and len(lines) == batch.done and batch.digest == chain.digest(lines)
        return not fits
