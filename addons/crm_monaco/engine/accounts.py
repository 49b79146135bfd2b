"""Bank accounts that the books refer to: their rows must stay, their numbers need not."""

from odoo.tools import SQL

from . import closure
from .strategies import CLEAR, REPLACE, Value

BANK = "res.partner.bank"
# The rest of an account's row says how it is used, not whose it is.
_EMPTIED = {
    "acc_number": REPLACE,
    "sanitized_acc_number": REPLACE,
    "acc_holder_name": CLEAR,
    "bank_id": CLEAR,
    "clearing_number": CLEAR,
    "active": Value("false"),
}


class Accounts:
    """Empty the accounts that a required link keeps the database from deleting."""

    def __init__(self, env, assignments):
        self.env = env
        self.links = [
            (env[name]._table, fname)
            for name, fname in closure.links(env, BANK)
            if env[name]._fields[fname].ondelete == "restrict"
        ]
        self.emptied = assignments.of(BANK, _EMPTIED)

    def spare(self, scope, counts):
        """Take the accounts in use out of ``scope``, emptied."""
        banks = scope.get(BANK)
        if not banks or not self.links:
            return
        rows = self.env.execute_query(
            SQL(
                "UPDATE res_partner_bank SET %s WHERE id IN (%s) RETURNING id",
                self.emptied,
                SQL(" UNION ").join(
                    SQL(
                        "SELECT %(column)s FROM %(table)s WHERE %(column)s = ANY(%(ids)s)",
                        column=SQL.identifier(column),
                        table=SQL.identifier(table),
                        ids=list(banks),
                    )
                    for table, column in self.links
                ),
            )
        )
        counts[BANK] += len(rows)
        scope[BANK] = set(banks) - {row[0] for row in rows}
