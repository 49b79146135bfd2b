"""The second look: who of a batch may really go, decided again from the documents after everybody is locked."""

from collections import defaultdict

from odoo.tools import SQL

from . import bonds, clocks
from .prepared import IDS


class SecondLook:
    """Decides again, batch after batch, with the same statements as the nightly refresh.

    :param env: environment above rights
    :param statements: prepared statements of the engine
    :param today: date up to which deadlines count as reached
    """

    def __init__(self, env, statements, today):
        self.env, self.statements, self.today = env, statements, today
        self._due = SQL(
            """SELECT due.id, due.deadline, due.archive_on, due.retention_on, p.monaco_state,
                      CASE WHEN due.borrowed THEN due.entity END AS follows, p.monaco_reduced_on
                 FROM (%s) due JOIN res_partner p ON p.id = due.id""",
            clocks.deadlines(self.env, only=IDS),
        )
        self._held = SQL(
            """SELECT h.pid, h.code, t.archivable IS TRUE
                 FROM (%s) h LEFT JOIN monaco_hold_type t ON t.code = h.code
                WHERE h.pid IN (SELECT unnest($2::int[]))
                GROUP BY h.pid, h.code, t.archivable, t.sequence, t.id
                ORDER BY t.archivable IS TRUE, t.sequence, t.id""",
            bonds.subject_holds(self.env, only=IDS),
        )

    def decide(self, ids, action):
        """Lock everybody, then return ``{id: reason}`` of those who must not go now.

        :param list ids: persons of the batch
        :param str action: ``erase``, ``reduce`` or ``archive``
        """
        locked = {
            row[0]
            for row in self.statements.rows(
                SQL(
                    "SELECT id FROM res_partner WHERE id = ANY($1) ORDER BY id FOR UPDATE SKIP LOCKED"
                ),
                ids,
            )
        }
        missed = [pid for pid in ids if pid not in locked]
        there = set(self.env["res.partner"].browse(missed).exists()._ids)
        verdicts = {pid: "in_use" if pid in there else "deleted" for pid in missed}
        family, tied = bonds.family_and_bonds(self.statements, locked)
        due = {row[0]: row for row in self.statements.rows(self._due, family)}
        held = self._find_held(family, {pid: due[pid][5] for pid in locked if pid in due}, action)
        bound = self._find_bound(tied, due)
        for pid in locked:
            reason = self._verdict(due.get(pid), action) or held.get(pid) or bound.get(pid)
            if reason:
                verdicts[pid] = reason
        return verdicts

    def _find_held(self, family, follows, action):
        """Return ``{id: code}`` of the held, by their own documents or by those of whom they follow.

        :param follows: the company whose clock each person borrows, ``None`` for most
        """
        wanted = {*follows, *filter(None, follows.values())}
        codes = defaultdict(list)
        for pid, code, archivable in self.statements.rows(self._held, family, wanted):
            codes[pid].append((code, archivable))
        held = {}
        for pid, company in follows.items():
            own = [code for code, archivable in codes[pid] if action == "erase" or not archivable]
            lent = [
                code
                for code, archivable in codes[company]
                if not archivable and code != "contact_kept"
            ]
            if own or lent:
                held[pid] = (own + lent)[0]
        return held

    def _find_bound(self, tied, due):
        """Return ``{id: code}`` of those bound to somebody whose time is not over (an open opportunity)."""
        groups = defaultdict(set)
        for code, model, res_id, pid in tied:
            groups[code, model, res_id].add(pid)
        bound = {}
        for (code, _model, _res_id), pids in groups.items():
            waiting = {
                pid
                for pid in pids
                if pid in due and (due[pid][1] is None or due[pid][1] > self.today)
            }
            bound.update(dict.fromkeys((pid for pid in pids if waiting - {pid}), code))
        return bound

    def find_heads_with_others(self, ids):
        """Return those of ``ids`` who head a family of whom somebody stays, not being in ``ids``."""
        rows = self.statements.rows(
            SQL(
                """SELECT DISTINCT commercial_partner_id FROM res_partner
                    WHERE commercial_partner_id = ANY($1) AND id <> commercial_partner_id
                      AND id NOT IN (SELECT unnest($1)) AND monaco_state IN ('active', 'archived')"""
            ),
            ids,
        )
        return {row[0] for row in rows}

    def _verdict(self, row, action):
        if row is None:
            return "out_of_scope"
        _pid, deadline, archive_on, retention_on, state, _follows, reduced_on = row
        if not retention_on:
            return "retention_off"
        limit = archive_on if action == "archive" else deadline
        if limit is None or limit > self.today:
            return "new_contact"
        if action == "archive" and state != "active":
            return "already_archived"
        if action == "reduce" and reduced_on and reduced_on >= deadline:
            return "already_reduced"
        return None
