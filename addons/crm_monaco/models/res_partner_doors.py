from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..engine import bonds, subjects


class ResPartner(models.Model):
    """What other tools that delete or archive in bulk ask before they touch a person."""

    _inherit = "res.partner"

    def _get_monaco_kept(self, archive=False):
        """Return ``{person id: [codes]}`` of those who must stay.

        :param archive: they would only leave daily sight, which holds for the books allow
        """
        held = self._get_monaco_live_holds()
        if not archive:
            return held
        kinds = self.env["monaco.hold.type"].sudo().search([("archivable", "=", False)])
        binding = set(kinds.mapped("code"))
        return {
            pid: left
            for pid, codes in held.items()
            if (left := [code for code in codes if code in binding])
        }

    def _get_monaco_decided_holds(self):
        """Return ``{person id: [names]}`` of the holds that somebody decided, not those of documents.

        An address is held as the person is to whom it belongs.
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, array_agg(DISTINCT h.code) FROM res_partner p
                     JOIN (%s) h ON h.pid IN (p.id, %s)
                     JOIN monaco_hold_type t ON t.code = h.code AND t.manual
                    WHERE p.id = ANY(%s) GROUP BY p.id""",
                bonds.subject_holds(self.env, only=bonds.family_of(self.env, self.ids)),
                subjects.SUBJECT,
                self.ids,
            )
        )
        names = {t.code: t.name for t in self.env["monaco.hold.type"].sudo().search([])}
        return {pid: [names[code] for code in codes] for pid, codes in rows}

    @api.model
    def _get_monaco_persons_of(self, records):
        """Return ``{id of a record: persons}``: who a contact, a user or a lead is about."""
        records = records.sudo()
        if records._name == "res.partner":
            return {record.id: record for record in records}
        if records._name == "res.users":
            return {record.id: record.partner_id for record in records}
        if records._name != "crm.lead":
            return {}
        everybody = self.sudo().with_context(active_test=False)
        emails = [email for email in records.mapped("email_normalized") if email]
        known = (
            everybody.search([("email_normalized", "in", emails)]).grouped("email_normalized")
            if emails
            else {}
        )
        return {
            record.id: record.partner_id or known.get(record.email_normalized, everybody.browse())
            for record in records
        }

    @api.model
    def _get_monaco_kept_records(self, records, archive=False):
        """Return those of ``records`` (contacts, users, leads) whose person must stay, with the codes, by id."""
        persons = self._get_monaco_persons_of(records)
        everybody = self.sudo().browse(
            {pid for partners in persons.values() for pid in partners.ids}
        )
        kept = everybody._get_monaco_kept(archive)
        found = {
            rid: [code for pid in partners.ids for code in kept.get(pid, ())]
            for rid, partners in persons.items()
        }
        return {rid: codes for rid, codes in found.items() if codes}

    @api.model
    def _monaco_check_doors(self, records, archive=False):
        """Raise when the person behind one of ``records`` must stay, naming the grounds."""
        kept = self._get_monaco_kept_records(records, archive)
        if not kept:
            return
        first = records.browse(next(iter(kept)))
        grounds = (
            self.env["monaco.hold.type"]
            .sudo()
            .search([("code", "in", kept[first.id])])
            .mapped("name")
        )
        values = {"person": first.sudo().display_name, "grounds": ", ".join(grounds)}
        if archive:
            raise UserError(self.env._("%(person)s cannot be archived: %(grounds)s.", **values))
        raise UserError(self.env._("%(person)s cannot be deleted: %(grounds)s.", **values))
