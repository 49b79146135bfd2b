"""What is written in a row that stays: declared strategies, then what the shape of a field tells."""

from odoo.tools import SQL

from .strategies import CLEAR, FREE_TYPES, Keep

_SOFTWARE = frozenset({"id", "create_uid", "create_date", "write_uid", "write_date", "parent_path"})


def strategy_of(field, holding):
    """Return the strategy of a stored field, whether declared or derived from its shape."""
    if field.name in _SOFTWARE:
        return None
    declared = holding.fields.get(field.name)
    if declared:
        return declared
    if field.name in holding.link or field.name in holding.aside:
        return None  # leads to a row that names nobody any more
    if field.type in FREE_TYPES or field.manual:
        return CLEAR
    return holding.rest


class Assignments:
    """``SET …`` by model, compiled once."""

    def __init__(self, env, holdings, words, also=()):
        """:param also: models whose rows go, but for those that something forbids to delete"""
        self.env, self.words = env, words
        self.not_null, self.orphans = self._read_columns(holdings)
        self.whole = {
            name: self._whole(name, holding)
            for name, holding in holdings.items()
            if not holding.delete or name in also
        }

    def of(self, name, strategies):
        """Return the assignments of ``strategies`` alone (fields of model ``name``)."""
        fields, table = self.env[name]._fields, self.env[name]._table
        return SQL(", ").join(
            SQL("%s = %s", SQL.identifier(fname), value)
            for fname, strategy in strategies.items()
            if fname in fields
            and fields[fname].store
            and (
                value := strategy.assign(
                    fields[fname], (table, fname) not in self.not_null, self.words
                )
            )
            is not None
        )

    def _whole(self, name, holding):
        model = self.env[name]
        strategies = {
            field.name: strategy
            for field in model._fields.values()
            if field.store
            and field.column_type
            and not field.inherited
            and (strategy := strategy_of(field, holding)) is not None
            and self._can(model, field, strategy)
        }
        parts = [self.of(name, strategies)]
        # columns no field tells of: left by an addon that is gone, or kept apart like a password
        parts += [
            SQL("%s = NULL", SQL.identifier(column))
            for column in self.orphans.get(model._table, ())
        ]
        return SQL(", ").join(part for part in parts if part)

    def _can(self, model, field, strategy):
        """A link that the table requires cannot be cleared: it stays, and the coverage report says so."""
        if isinstance(strategy, Keep) or strategy is not CLEAR or field.name not in model._fields:
            return True
        return (model._table, field.name) not in self.not_null or field.type not in (
            "many2one",
            "many2one_reference",
            "selection",
            "date",
            "datetime",
        )

    def _read_columns(self, holdings):
        tables = {self.env[name]._table: self.env[name] for name in holdings}
        rows = self.env.execute_query(
            SQL(
                """SELECT c.relname, a.attname, a.attnotnull FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                    WHERE c.relname = ANY(%s) AND c.relnamespace = current_schema::regnamespace
                      AND a.attnum > 0 AND NOT a.attisdropped""",
                list(tables),
            )
        )
        not_null, orphans = set(), {}
        for table, column, required in rows:
            field = tables[table]._fields.get(column)
            if required:
                not_null.add((table, column))
            elif field is None or not field.store:
                orphans.setdefault(table, []).append(column)
        return not_null, orphans
