"""Odoo's standard apps as data: which rows hold a person's data, and what becomes of them.

Keyed by model name; a model that is not installed is ignored.  Relations between the models, the
dependencies of computed fields, wizards, and what hangs from a portal user are read from the
registry (``closure``); only what no registry can tell is written here.
"""

from . import audience, persons, services, talk, till, trade
from .base import STATISTICS, WORK, Holding

CATALOGUE = {
    **persons.HOLDINGS,
    **trade.HOLDINGS,
    **audience.HOLDINGS,
    **talk.HOLDINGS,
    **till.HOLDINGS,
    **services.HOLDINGS,
}


def read(env):
    """Return ``{model: Holding}`` of the installed models: the catalogue, then what addons declare."""
    holdings = dict(CATALOGUE)
    for declarant in env["monaco.declaration"]._monaco_declarants():
        holdings.update(declarant._monaco_holdings())
    registry = env.registry
    return {
        name: holding
        for name, holding in holdings.items()
        if name in registry and registry.is_an_ordinary_table(env[name])
    }
