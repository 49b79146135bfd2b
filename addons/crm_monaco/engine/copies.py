"""Rows that repeat what happened on any record: tracked values, audit logs.

They belong to the record they tell of.  When that record is a person's they go with it; when it is
somebody else's, in which the person took part, the person's name goes from the copy as it goes
from the record.
"""

from odoo.tools import SQL


def claim(env, holdings, mentioned, scope):
    """Add to ``scope`` the copies of records that are gone: nothing else leads to them any more.

    :param mentioned: ``{model: {row id: digests}}`` of rows in which an identifier occurs
    """
    for name, holding in holdings.items():
        if not holding.repeats or not mentioned.get(name):
            continue
        owner, rows = _read(env, name, holding, "c.id = ANY(%s)", list(mentioned[name]))
        records = {}
        for _row, _parent, model, res_id in rows:
            if model and res_id:
                records.setdefault(model, set()).add(res_id)
        for model, ids in records.items():
            gone = ids - _living(env, model, ids)
            if gone:
                found = env.execute_query(
                    SQL(
                        "SELECT id FROM %s WHERE %s = %s AND %s = ANY(%s)",
                        SQL.identifier(env[owner]._table),
                        SQL.identifier(holding.repeats[1]),
                        model,
                        SQL.identifier(holding.repeats[2]),
                        list(gone),
                    )
                )
                scope.setdefault(owner, set()).update(row[0] for row in found)


def _living(env, model, ids):
    if model not in env or not env.registry.is_an_ordinary_table(env[model]):
        return set()
    table = SQL.identifier(env[model]._table)
    rows = env.execute_query(SQL("SELECT id FROM %s WHERE id = ANY(%s)", table, list(ids)))
    return {row[0] for row in rows}


def beside(env, holdings, patterns):
    """Return ``{model: {row id: pattern}}`` of the copies of records that lose a name.

    :param patterns: ``{(model, id): pattern}`` of those records
    """
    found = {}
    if not patterns:
        return found
    models, ids = zip(*patterns, strict=True)
    for name, holding in holdings.items():
        if holding.repeats:
            _owner, rows = _read(
                env,
                name,
                holding,
                "(p.{1}, p.{2}) IN (SELECT * FROM unnest(%s::text[], %s::int[]))",
                list(models),
                list(ids),
            )
            found[name] = {row: patterns[model, res_id] for row, _p, model, res_id in rows}
    return found


def _read(env, name, holding, condition, *values):
    """Return the model that says which record, and ``(row, its row, model, id)`` of the copies."""
    link, model_field, id_field = holding.repeats
    owner = env[name]._fields[link].comodel_name if link else name
    # names of columns are constants of the declarations
    where = condition.replace("{1}", f'"{model_field}"').replace("{2}", f'"{id_field}"')
    rows = env.execute_query(
        SQL(
            "SELECT c.id, p.id, p.%s, p.%s FROM %s c JOIN %s p ON p.id = c.%s WHERE %s",
            SQL.identifier(model_field),
            SQL.identifier(id_field),
            SQL.identifier(env[name]._table),
            SQL.identifier(env[owner]._table),
            SQL.identifier(link or "id"),
            SQL(where, *values),  # pylint: disable=sql-injection
        )
    )
    return owner, rows
