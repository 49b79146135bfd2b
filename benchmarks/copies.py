"""Rows by the hundred thousand: copies of an existing row with other values.

Copying a row keeps whatever columns the installed apps require.
"""

import psycopg2


def connect(database):
    """Return a connection that commits each statement."""
    link = psycopg2.connect(dbname=database)
    link.autocommit = True
    return link


def ask(cr, statement, *values):
    """Return the rows of a statement."""
    cr.execute(statement, values or None)
    return cr.fetchall()


def multiply(cr, table, example, source, **values):
    """Insert a copy of one row of ``table`` for each row of ``source``.

    :param example: SQL condition that finds the row to copy
    :param source: SQL after FROM, whose columns ``values`` may use
    :param values: SQL expressions by column; the other columns are the example's
    """
    columns = [
        row[0]
        for row in ask(
            cr,
            """SELECT attname FROM pg_attribute
                WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
            table,
        )
    ]
    missing = {
        name: value for name, value in values.items() if name in columns
    }  # an app that is not installed
    wanted = ", ".join(missing.get(column, f'example."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    cr.execute(
        f"INSERT INTO {table} ({names}) SELECT {wanted}"
        f" FROM (SELECT * FROM {table} WHERE {example} ORDER BY id LIMIT 1) AS example, {source}"
    )
    cr.execute(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
    )
    return cr.rowcount
