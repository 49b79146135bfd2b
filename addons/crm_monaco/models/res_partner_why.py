from odoo import api, models
from odoo.tools import SQL

from ..engine import bonds, declared

SHOWN = 15


class ResPartner(models.Model):
    """Why a person's dates are what they are: the acts, newest first, each with its document."""

    _inherit = "res.partner"

    @api.depends("monaco_kind", "monaco_last_contact", "monaco_deadline")
    def _compute_monaco_why(self):
        for partner in self:
            partner.monaco_why = (
                self.env["ir.qweb"]._render("crm_monaco.person_why", partner._get_monaco_why())
                if partner.monaco_kind and partner.ids
                else False
            )

    def _get_monaco_why(self):
        """Return ``{"acts": […], "collected": …, "follows": …}`` of one person, read from the documents now.

        A document is named only to a user who may read it.
        """
        self.ensure_one()
        company = self.commercial_partner_id
        rows = self._get_monaco_act_rows()
        contracts = any(row["contract"] for row in rows)
        # nothing of their own tells what they are: they follow their company
        follows = self != company and (not rows or (self.monaco_kind == "client" and not contracts))
        if follows:
            rows += company._get_monaco_act_rows()[: SHOWN - len(rows)]
        names = self._get_monaco_act_names()
        acts = [
            {**row, "name": names.get(row["code"], row["code"]), **self._get_monaco_document(row)}
            for row in rows
        ]
        return {
            "acts": acts,
            "collected": self.sudo().monaco_collection_date or self.create_date,
            "person": self,
            "follows": follows and company.display_name,
        }

    def _get_monaco_act_rows(self):
        """Return the last acts of one person, of everybody in it for a company, the newest first."""
        env = self.sudo().env
        family = bonds.family_of(env, self.ids) if self == self.commercial_partner_id else self.ids
        return env.execute_query_dict(
            SQL(
                "SELECT pid, at, code, model, res_id, contact, contract FROM (%s) AS acts"
                " WHERE at IS NOT NULL ORDER BY at DESC, res_id DESC LIMIT %s",
                declared.act_rows(env, family),
                SHOWN,
            )
        )

    def _get_monaco_document(self, row):
        """Return the label and address of an act's document, empty when the user may not read it."""
        record = self.env[row["model"]].browse(row["res_id"])
        readable = record.exists() and record.has_access("read")
        return {
            "label": record.display_name if readable else "",
            "url": f"/odoo/{row['model']}/{row['res_id']}" if readable else "",
        }

    @api.model
    def _get_monaco_act_names(self):
        """Return ``{code: name}`` of the acts; bridges add theirs."""
        return {
            "lead": self.env._("Lead or opportunity"),
            "message": self.env._("Message from the person"),
            "portal_visit": self.env._("Visit of the portal"),
            "meeting": self.env._("Meeting"),
            "solicitation": self.env._("Solicitation logged by staff"),
            "answer": self.env._("Answer logged by staff"),
        }
