"""Statements that PostgreSQL plans once a connection, then runs for each batch with other ids."""

import hashlib

from odoo.tools import SQL

# what stands for the ids in a statement that is prepared
IDS = SQL("$1::int[]")


def without_jit(cr):
    """Compiling the long statements of this engine takes PostgreSQL ten times longer than running them."""
    cr.execute("SET LOCAL jit = off")


class Statements:
    """What one environment runs again and again; on another connection all is prepared again."""

    def __init__(self, env):
        self.env = env
        self.connection, self.names = None, {}
        self.texts = {}
        self.empty = frozenset()

    def look(self, tables):
        """Learn which of these tables have no page at all: of a hundred apps' tables few are used.

        Looking for a row would walk over all that was deleted before.  The persons are locked, so
        nothing that names them can come in before the batch is done.
        """
        statement = SQL(
            """SELECT relname FROM pg_class WHERE relname = ANY($1::text[]) AND relkind = 'r'
                  AND relnamespace = current_schema::regnamespace AND pg_relation_size(oid) = 0"""
        )
        self.empty = frozenset(row[0] for row in self.rows(statement, tables))

    def once(self, key, make, *arguments):
        """Return the statement of this key; ``make(*arguments)`` compiles it the first time."""
        if key not in self.texts:
            self.texts[key] = make(*arguments)
        return self.texts[key]

    def rows(self, statement, *arrays):
        """Run ``statement``; return its rows.

        :param SQL statement: with ``$1``, ``$2``… where the arrays go
        :param arrays: collections of numbers, or of texts
        """
        self.run(statement, *arrays)
        return self.env.cr.fetchall()

    def run(self, statement, *arrays):
        """Run ``statement``; return how many rows it touched."""
        cr = self.env.cr
        if self.connection is not cr._cnx:
            self.connection, self.names = cr._cnx, {}
        text = cr._obj.mogrify(statement.code, statement.params or None)
        if text not in self.names:
            self.names[text] = self._prepare(cr, text, len(arrays))
        cr.execute(self.names[text], [literal(some) for some in arrays])
        return cr.rowcount

    def _prepare(self, cr, text, count):
        # the connection may be one that another worker of this process used before
        name = f"monaco_{hashlib.blake2b(text, digest_size=12).hexdigest()}"
        cr.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name])
        if not cr.rowcount:
            cr._obj.execute(f"PREPARE {name} AS ".encode() + text)
        return f"EXECUTE {name}" + (f"({', '.join(['%s'] * count)})" if count else "")


def literal(some):
    """Return numbers or texts as the text of an array: read ten times faster than a list of constants."""
    some = list(some)
    if not some or not isinstance(some[0], str):
        return f"{{{','.join(map(str, some))}}}"
    text = "\n".join(some)
    if "\\" in text or '"' in text:
        some = [one.replace("\\", "\\\\").replace('"', '\\"') for one in some]
    inside = '","'.join(some)
    return f'{{"{inside}"}}'
