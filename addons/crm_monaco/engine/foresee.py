"""What will vanish with a person: the rows the eraser would take, read without writing anything.

Left out is what nobody owns: the identifiers of the person in what others wrote, which are found
when the run is executed, in the whole database.
"""

from collections import defaultdict

from odoo.tools import SQL

from .subjects import PERSON

DELETED, REWRITTEN, EMPTIED = "deleted", "rewritten", "emptied"


def rows(eraser, ids, model=PERSON):
    """Return ``{(model, fate): ids}`` of the rows that go with the persons ``ids``.

    :param eraser: compiled :class:`~.eraser.Eraser`
    :param model: ``res.partner``, or a model whose rows can be persons without a contact
    """
    scope, _known = eraser.find(ids, model)
    eraser.files.of(scope)
    found = defaultdict(set)
    for name, own in scope.items():
        if own:
            fate = DELETED if eraser.holdings[name].delete else REWRITTEN
            found[name, fate] |= own
    for name, theirs in _satellites(eraser, scope):
        found[name, DELETED] |= theirs
    for name, said in _spoken(eraser, scope):
        found[name, EMPTIED] |= said
    return {key: own for key, own in found.items() if own}


def _satellites(eraser, scope):
    """Yield the rows that Odoo keeps beside a login: devices, keys, settings."""
    users = scope.get("res.users")
    for name, fname in eraser.satellites if users else ():
        yield name, _ids(eraser.env, name, SQL("%s = ANY(%s)", SQL.identifier(fname), list(users)))


def _spoken(eraser, scope):
    """Yield what the persons wrote in others' threads: the row stays, their words go."""
    for name, holding in eraser.holdings.items():
        fields = eraser.env[name]._fields
        conditions = [
            SQL("%s = ANY(%s)", SQL.identifier(fname), list(speakers))
            for fname in holding.speaks
            if fname in fields and (speakers := scope.get(fields[fname].comodel_name))
        ]
        if conditions and eraser.assignments.of(name, holding.words):
            condition = SQL(" OR ").join(conditions)
            yield name, _ids(eraser.env, name, condition) - scope.get(name, set())


def _ids(env, name, condition):
    query = SQL("SELECT id FROM %s WHERE %s", SQL.identifier(env[name]._table), condition)
    return {row[0] for row in env.execute_query(query)}
