"""Execute a run that persons asked for: their time need not be over, but whatever holds them does."""

from odoo.tools import SQL

from . import bonds, declared, refresher
from .executor import Executor

# reasons that only say that a person's time is not over
NOT_YET = frozenset({"new_contact", "retention_off", "out_of_scope"})


class RequestExecutor(Executor):
    """Decides as the nightly run does, without the clocks."""

    def _decide(self, ids, action):
        verdicts = super()._decide(ids, action)
        early = [pid for pid, reason in verdicts.items() if reason in NOT_YET]
        if not early:
            return verdicts
        family = bonds.family_of(self.env, early)
        never = {row[0] for row in self.env.execute_query(declared.outsiders(self.env, family))}
        held = dict(
            self.env.execute_query(
                SQL(
                    """SELECT h.pid, min(h.code) FROM (%s) h LEFT JOIN monaco_hold_type t ON t.code = h.code
                        WHERE h.pid = ANY(%s) AND (%s OR t.archivable IS NOT TRUE) GROUP BY h.pid""",
                    bonds.subject_holds(self.env, only=family),
                    early,
                    action == "erase",
                )
            )
        )
        for pid in early:
            reason = "out_of_scope" if pid in never else held.get(pid)
            if reason:
                verdicts[pid] = reason
            else:
                del verdicts[pid]
        return verdicts

    def _reduce(self, ids):
        """Reduce before the time is over, and leave nobody whose dates tell of what has just gone.

        The next refresh would take other dates for a new act, and bring them back to daily sight.
        """
        super()._reduce(ids)
        if not ids:
            return
        refresher.refresh(self.env, only=bonds.family_of(self.env, ids))
        self._archive(ids)
        self.env.cr.execute(
            SQL("UPDATE res_partner SET monaco_reduced_on = %s WHERE id = ANY(%s)", self.today, ids)
        )
