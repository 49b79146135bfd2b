"""Load a database's registry without the possibility of writing in it."""
# pylint: disable=prefer-env-translation  # there is no environment here

from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, sql_db
from odoo.modules.registry import Registry

# Loading takes the mark of an interrupted update away; it is looked at instead, and nothing is there.
_MARK = "base.partially_updated_database"


@contextmanager
def environment(name, _=lambda sentence, /, **values: sentence % values):
    """Yield an environment of database ``name`` whose every connection is read-only.

    :param _: says a sentence with its values
    :raise ValueError: an update of the database was interrupted
    """
    execute = sql_db.Cursor.execute

    def without_mark(cr, query, params=None, log_exceptions=True):
        if isinstance(query, str) and query.startswith("DELETE FROM") and _MARK in query:
            execute(cr, "SELECT FROM ir_config_parameter WHERE key = %s", [_MARK])
            if cr.rowcount:
                raise ValueError(
                    _("an update of %(name)s was interrupted: let Odoo finish it first", name=name)
                )
            return None
        return execute(cr, query, params, log_exceptions)

    sql_db.close_db(name)
    pool, sql_db._Pool = sql_db._Pool, sql_db.ConnectionPool(8, readonly=True)
    try:
        with patch.object(sql_db.Cursor, "execute", without_mark):
            registry = Registry(name)
        with registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
    finally:
        Registry.delete(name)
        sql_db._Pool.close_all()
        sql_db._Pool = pool
