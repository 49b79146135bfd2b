"""A database to read the terms from: the one named, or a copy of the house that goes afterwards."""

import contextlib
import os


@contextlib.contextmanager
def environment(name=None):
    """Yield an Odoo environment with all our addons installed."""
    from house import databases, surroundings

    os.environ.update(surroundings.ensure(tests=True))
    mine = None if name else f"tmp_i18n_{os.getpid()}"
    if mine:
        databases.copy("t_house", mine)
    try:
        yield from _open(name or mine)
    finally:
        if mine:
            databases.drop(mine)


def _open(name):
    import odoo
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(
        ["-d", name, "--no-http", "--log-level=error"], setup_logging=True
    )
    with Registry(name).cursor(readonly=True) as cr:
        yield odoo.api.Environment(cr, odoo.SUPERUSER_ID, {})
    odoo.sql_db.close_all()
