from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..engine import bonds, subjects

# What only the engine writes: a person's clock is read from documents, not typed.
ENGINE_FIELDS = frozenset(
    {
        "monaco_kind",
        "monaco_state",
        "monaco_last_contact",
        "monaco_deadline",
        "monaco_archive_on",
        "monaco_clock",
        "monaco_restored_on",
        "monaco_reduced_on",
        "monaco_previous_id",
    }
)


class ResPartner(models.Model):
    """Decisions about a person, and what nobody may do to them by another door."""

    _inherit = "res.partner"

    # ------------------------------------------------------------------ decisions

    def action_monaco_restore(self, reason):
        """Bring archived persons back to daily sight; their deadline does not move.

        :param str reason: why; written in their history, which goes with them
        """
        if not (self.env.su or self.env.user.has_group("crm_monaco.group_monaco_dpo")):
            raise AccessError(
                self.env._("Only the person in charge of data protection may do this.")
            )
        self.check_access("write")
        if self.filtered(lambda partner: partner.monaco_state != "archived"):
            raise UserError(self.env._("Only persons archived by retention can be brought back."))
        if not (reason or "").strip():
            raise UserError(self.env._("Write down the reason."))
        self.sudo().write(
            {
                "active": True,
                "monaco_state": "active",
                "monaco_restored_on": fields.Date.context_today(self),
            }
        )
        self.env.flush_all()
        # their addresses left with them
        rows = self.env.execute_query(subjects.addresses_of(self.ids))
        self.sudo().browse(row[0] for row in rows).active = True
        for partner in self:
            partner.message_post(
                body=self.env._("Brought back from the archive: %s", reason.strip())
            )
        return True

    def _monaco_check_usable(self):
        """Raise when the data of one of these persons may only be stored (limitation, art. 15)."""
        limited = self.sudo().monaco_manual_hold_ids.filtered(
            lambda hold: hold.state == "active" and hold.code == "limitation"
        )
        if limited:
            raise UserError(
                self.env._(
                    "%s asked for the limitation of their data (art. 15): they are stored only."
                    " Ask the person in charge of data protection.",
                    limited[:1].partner_id.display_name,
                )
            )

    # ------------------------------------------------------------------ guards

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse values that only the engine writes."""
        defaults = {name for name in ENGINE_FIELDS if f"default_{name}" in self.env.context}
        for vals in vals_list:
            self._monaco_check_values(defaults | set(vals))
        return super().create(vals_list)

    def write(self, vals):
        """Refuse values that only the engine writes, and bringing back an archived person in passing."""
        self._monaco_check_values(vals)
        if vals.get("active") and not self.env.su:
            states = set(self.sudo().mapped("monaco_state"))
            if "anonymised" in states or (
                "archived" in states and not self.env.user.has_group("crm_monaco.group_monaco_dpo")
            ):
                raise UserError(
                    self.env._(
                        "This person was archived because their time is over."
                        " Ask the person in charge of data protection to bring them back."
                    )
                )
        return super().write(vals)

    def _monaco_check_values(self, vals):
        if not self.env.su and ENGINE_FIELDS.intersection(vals):
            raise AccessError(
                self.env._(
                    "The clock of a person is read from their documents; it cannot be typed."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_monaco_held(self):
        """A held person, or an address of theirs, cannot be deleted by any door."""
        kinds = self.env["monaco.hold.type"].sudo().search([])
        held = {
            pid: kinds.filtered(lambda kind, codes=codes: kind.code in codes).mapped("name")
            for pid, codes in self._get_monaco_live_holds().items()
        } or self._get_monaco_decided_holds()
        if held:
            first = self.browse(next(iter(held)))
            names = held[first.id]
            raise UserError(
                self.env._(
                    "%(person)s cannot be deleted: %(grounds)s.",
                    person=first.display_name,
                    grounds=", ".join(names),
                )
            )

    def _get_monaco_live_holds(self):
        """Return ``{person id: [codes]}`` read from the documents now, not from the last refresh."""
        if not self.ids:
            return {}
        self.env.flush_all()
        family = bonds.family_of(self.env, self.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT pid, array_agg(DISTINCT code) FROM (%s) h WHERE pid = ANY(%s) GROUP BY pid",
                bonds.subject_holds(self.env, only=family),
                self.ids,
            )
        )
        return dict(rows)
