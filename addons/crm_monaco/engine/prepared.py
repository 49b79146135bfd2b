"""Statements that PostgreSQL plans once a connection, then runs for each batch with other ids."""

import hashlib

from odoo.tools import SQL

# what stands for the ids in a statement that is prepared
IDS = SQL("$1")


class Prepared:
    """One statement of one environment; where the connection changes, it is prepared again.

    :param SQL statement: with ``$1``, ``$2``… for arrays of ids
    :param int count: how many arrays it takes
    """

    def __init__(self, env, statement, count=1):
        self.env, self.count = env, count
        self.statement, self.connection = statement, None

    def rows(self, *ids):
        """Run the statement with these collections of ids; return its rows."""
        cr = self.env.cr
        self.run(*ids)
        return cr.fetchall()

    def run(self, *ids):
        """Run the statement with these collections of ids; return how many rows it touched."""
        cr = self.env.cr
        if self.connection is not cr._cnx:
            self._prepare(cr)
        cr.execute(self.call, [literal(some) for some in ids])
        return cr.rowcount

    def _prepare(self, cr):
        text = cr._obj.mogrify(self.statement.code, self.statement.params or None)
        # the connection may be one that another worker of this process used before
        name = f"monaco_{hashlib.blake2b(text, digest_size=12).hexdigest()}"
        cr.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
        if not cr.rowcount:
            types = ", ".join(["int[]"] * self.count)
            cr._obj.execute(f"PREPARE {name}({types}) AS ".encode() + text)
        self.call = f"EXECUTE {name}({', '.join(['%s'] * self.count)})"  # pylint: disable=sql-injection
        self.connection = cr._cnx


def literal(ids):
    """Return ids as the text of an array: read ten times faster than a list of constants."""
    return "{%s}" % ",".join(map(str, ids))
