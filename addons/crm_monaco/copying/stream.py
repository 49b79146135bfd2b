"""Move the rows of a table from the source into the copy, replacing on the way."""

import re
import subprocess
from contextlib import suppress
from dataclasses import dataclass

from odoo.tools.misc import find_pg_tool

SLICE = 20_000
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_SPECIAL = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})


@dataclass
class Ends:
    """Where rows come from and go to.

    :param source: name of the source database
    :param target: name of the copy
    :param snapshot: the state of the source that all readers see
    :param settings: environment of PostgreSQL's clients
    """

    source: str
    target: str
    snapshot: str
    settings: dict

    def psql(self, database, *words, **options):
        """Start psql on ``database``."""
        command = [find_pg_tool("psql"), "-Xq", "-v", "ON_ERROR_STOP=1", "-d", database, *words]
        return subprocess.Popen(command, env=self.settings, **options)

    def reader(self, query):
        """Start reading ``query`` in the snapshot; nothing can be written in it."""
        script = (
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
            f"SET TRANSACTION SNAPSHOT '{self.snapshot}';"
        )
        return self.psql(
            self.source, "-c", script, "-c", f"COPY ({query}) TO STDOUT", stdout=subprocess.PIPE
        )

    def writer(self, table, columns):
        """Start writing rows of ``table``."""
        names = ", ".join(f'"{column}"' for column in columns)
        return self.psql(
            self.target,
            "-c",
            f'COPY "{table}" ({names}) FROM STDIN',
            stdin=subprocess.PIPE,
        )


def move(ends, table, where="true"):
    """Copy the rows of ``table`` that ``where`` tells; return how many.

    :param table: :class:`.shapes.Table`
    :param where: SQL condition of a slice
    """
    query = ", ".join(
        f'{table.values[column]} AS "{column}"' if column in table.values else f'"{column}"'
        for column in table.columns
    )
    reader = ends.reader(f'SELECT {query} FROM "{table.name}" WHERE {where}')  # noqa: S608
    writer = ends.writer(table.name, table.columns)
    change = _row_changer(table) if table.rows else _column_changer(table)
    count = 0
    try:
        # a writer that fails says why itself, and its exit code tells
        with suppress(BrokenPipeError), writer.stdin as into:
            for line in reader.stdout:
                fresh = change(line.decode()[:-1].split("\t"))
                if fresh is not None:
                    into.write(("\t".join(fresh) + "\n").encode())
                    count += 1
    finally:
        reader.stdout.close()
        codes = writer.wait(), reader.wait()
    if any(codes):
        raise RuntimeError(f"the rows of {table.name} could not be copied")
    return count


def _column_changer(table):
    changes = [(table.columns.index(column), function) for column, function in table.change.items()]

    def change(values):
        for place, function in changes:
            value = values[place]
            if value != "\\N":
                values[place] = "\\N" if function is None else _escape(function(_plain(value)))
        return values

    return change


def _row_changer(table):
    first = _column_changer(table)

    def change(values):
        values = first(values)
        row = {
            column: None if value == "\\N" else _plain(value)
            for column, value in zip(table.columns, values, strict=True)
        }
        row = table.rows(row)
        if row is None:
            return None
        return ["\\N" if row[c] is None else _escape(str(row[c])) for c in table.columns]

    return change


def _plain(value):
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda m: _PLAIN.get(m[1], m[1]), value)


def _escape(value):
    return value.translate(_SPECIAL)
