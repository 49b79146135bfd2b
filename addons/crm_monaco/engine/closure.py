"""Which rows are a person's: relations read from the registry, followed from the declarations.

Nothing here writes.  A *scope* is ``{model: ids}`` of the rows that go or are rewritten.
"""

from odoo.tools import SQL

from . import subjects
from .prepared import IDS

_PAIRS = (("res_model", "res_id"), ("model", "res_id"))
# what messages, files and followers mostly tell of
_OFTEN = frozenset({"res.partner", "crm.lead"})


def ordinary(env):
    """Return the models of the registry that have a table of their own, in a stable order."""
    registry = env.registry
    return [
        env[name] for name in sorted(registry.models) if registry.is_an_ordinary_table(env[name])
    ]


def links(env, comodel):
    """Return ``(model, field name)`` of every stored many2one to ``comodel``."""
    return [
        (model._name, field.name)
        for model in ordinary(env)
        for field in model._fields.values()
        if field.store
        and field.type == "many2one"
        and field.comodel_name == comodel
        and field.column_type
    ]


def relations(env, comodels):
    """Return ``{comodel: [(table, column)]}`` of the many2many links that lead to ``comodels``."""
    found = {name: set() for name in comodels}
    for model in ordinary(env):
        for field in model._fields.values():
            if field.type == "many2many" and field.store and field.relation:
                if field.comodel_name in found:
                    found[field.comodel_name].add((field.relation, field.column2))
                if model._name in found:
                    found[model._name].add((field.relation, field.column1))
    tables = {model._table for model in ordinary(env)}
    return {
        name: sorted(pair for pair in pairs if pair[0] not in tables)
        for name, pairs in found.items()
    }


def pairs(env, model):
    """Return the ``(model field, id field)`` of ``model`` that refer to any row, by declaration or by shape."""
    fields = model._fields
    found = [
        (field.model_field, field.name)
        for field in fields.values()
        if field.type == "many2one_reference" and field.store and fields[field.model_field].store
    ]
    found += [
        pair
        for pair in _PAIRS
        if pair not in found
        and all(name in fields and fields[name].store for name in pair)
        and fields[pair[0]].type == "char"
        and fields[pair[1]].type == "integer"
    ]
    return found


def transient_links(env, comodels):
    """Return ``[(model, many2one field or relation, own column)]``: wizard rows that lead to ``comodels``."""
    found = []
    for model in ordinary(env):
        if not model._transient:
            continue
        for field in model._fields.values():
            if not field.store or getattr(field, "comodel_name", None) not in comodels:
                continue
            if field.type == "many2one" and field.column_type:
                found.append((model._name, field.comodel_name, None, field.name, None))
            elif field.type == "many2many":
                found.append(
                    (model._name, field.comodel_name, field.relation, field.column2, field.column1)
                )
    return found


def satellites(env):
    """Return ``(model, field)`` of rows that Odoo itself deletes with a user: devices, keys, settings."""
    return [
        (name, fname)
        for name, fname in links(env, "res.users")
        if env[name]._fields[fname].ondelete == "cascade" or name == "res.device.log"
    ]


def blocks(env, holdings):
    """Return ``{model: [(table, column)]}``: links from rows that stay, which forbid to delete what they lead to.

    A bank account that an entry of the books names, a card that a payment used: such a row is
    rewritten instead, and names nobody.
    """
    found = {}
    for name, holding in holdings.items():
        if not holding.delete:
            continue
        for child, fname in links(env, name):
            stays = child not in holdings or not holdings[child].delete
            if stays and env[child]._fields[fname].ondelete == "restrict":
                found.setdefault(name, []).append((env[child]._table, fname))
    return found


class Scope:
    """Find the rows of persons, for one set of declarations.

    :param holdings: ``{model: Holding}`` of the installed models
    :param statements: the engine's :class:`~.prepared.Statements`
    """

    def __init__(self, env, holdings, statements):
        self.env, self.statements = env, statements
        self.holdings = {
            name: holding
            for name, holding in holdings.items()
            if name != "res.partner"
            and (holding.link or holding.link_any or holding.about or holding.exact)
        }
        self.order = self._sort()

    def _sort(self):
        """Order the models so that a row comes after the rows it hangs from."""
        done, order = {"res.partner"}, []
        pending = dict(self.holdings)
        while pending:
            ready = [
                name
                for name, holding in pending.items()
                if not {c for c in self._comodels(name, holding) if c in pending and c != name}
                and not (holding.about and any(not h.about for h in pending.values()))
            ] or list(pending)[:1]
            for name in ready:
                order.append(name)
                del pending[name]
            done.update(ready)
        return order

    def _comodels(self, name, holding):
        fields = self.env[name]._fields
        return [
            fields[link].comodel_name for link in holding.link + holding.link_any if link in fields
        ]

    def close(self, scope):
        """Add to ``scope`` every row that hangs from its rows; return it."""
        for name in self.order:
            found = self._hanging(name, scope)
            if found:
                scope.setdefault(name, set()).update(found)
        return scope

    def recognise(self, scope, known):
        """Add rows without any link that bear an identifier; return whether there were any."""
        found = False
        for name, holding in self.holdings.items():
            if self.env[name]._table in self.statements.empty:
                continue
            for fname, kind in holding.exact:
                values = known.get(kind)
                if not values or fname not in self.env[name]._fields:
                    continue
                statement = self.statements.once(
                    ("exact", name, fname), self._exact, name, holding, fname, kind
                )
                rows = {row[0] for row in self.statements.rows(statement, values)}
                if not rows:
                    continue
                found |= bool(rows - scope.get(name, set()))
                scope.setdefault(name, set()).update(rows)
        return found

    def _exact(self, name, holding, fname, kind):
        """SELECT the rows of model ``name`` without any link that bear one of the values ``$1``."""
        value = SQL.identifier(fname)
        if kind == "address":  # "Name" <address>, alone in its column
            value = SQL(
                "lower(substring(%s from '^[^@,;]*?([^\\s<>,;\"]+@[^\\s<>,;\"]+)>?\\s*$'))", value
            )
        conditions = [SQL("%s IN (SELECT unnest($1::text[]))", value)]
        conditions += [
            SQL("%s IS NULL", SQL.identifier(link))
            for link in holding.link
            if link in self.env[name]._fields
        ]
        return self._select(name, holding, SQL(" AND ").join(conditions))

    def _select(self, name, holding, condition):
        table = SQL.identifier(self.env[name]._table)
        where = SQL("(%s)", condition)
        if holding.where:
            where = SQL("%s AND (%s)", where, SQL(holding.where))  # pylint: disable=sql-injection
        return SQL("SELECT id FROM %s WHERE %s", table, where)

    def _hanging(self, name, scope):
        """Return the rows of model ``name`` that hang from ``scope``."""
        holding, fields = self.holdings[name], self.env[name]._fields
        rows = set()
        if self.env[name]._table in self.statements.empty:
            return rows
        for fname in (*holding.link, *holding.link_any):
            field = fields.get(fname)
            owners = field is not None and field.store and scope.get(field.comodel_name)
            if owners:
                statement = self.statements.once(
                    ("link", name, fname), self._linked, name, holding, field
                )
                rows.update(row[0] for row in self.statements.rows(statement, owners))
        if holding.about:
            owners = [other for other, ids in scope.items() if ids and other != name]
            # looking for a row would walk over all that was deleted of these before
            sure = [other for other in owners if other in _OFTEN]
            rest = [other for other in owners if other not in _OFTEN]
            kinds = self.statements.once(("kinds", name), self._kinds, name, holding)
            if rest:
                sure += [row[0] for row in self.statements.rows(kinds, rest)]
            for other in sure:
                statement = self.statements.once(
                    ("about", name, other), self._about, name, holding, other
                )
                rows.update(row[0] for row in self.statements.rows(statement, scope[other]))
        return rows

    def _linked(self, name, holding, field):
        """SELECT the rows of model ``name`` that a link leads from to the rows ``$1``."""
        if field.type == "many2one":
            return self._select(name, holding, SQL("%s = ANY($1)", SQL.identifier(field.name)))
        # a many2many: all it leads to are among them
        return self._select(
            name,
            holding,
            SQL(
                """%(table)s.id IN (SELECT r.%(row)s FROM %(rel)s r WHERE r.%(other)s = ANY($1))
                   AND NOT EXISTS (SELECT FROM %(rel)s r WHERE r.%(row)s = %(table)s.id
                                      AND r.%(other)s NOT IN (SELECT unnest($1)))""",
                rel=SQL.identifier(field.relation),
                row=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                table=SQL.identifier(self.env[name]._table),
            ),
        )

    def _kinds(self, name, holding):
        """SELECT those of the models ``$1`` that any row of model ``name`` tells of: seldom more than two."""
        return SQL(
            "SELECT other FROM unnest($1::text[]) AS other WHERE EXISTS (SELECT FROM %s WHERE %s = other)",
            SQL.identifier(self.env[name]._table),
            SQL.identifier(holding.about[0]),
        )

    def _about(self, name, holding, other):
        """SELECT the rows of model ``name`` that tell of the rows ``$1`` of model ``other``."""
        model_field, id_field = (SQL.identifier(fname) for fname in holding.about)
        return self._select(
            name, holding, SQL("%s = %s AND %s = ANY($1)", model_field, other, id_field)
        )


def addresses(statements, ids):
    """Return ``ids`` with the addresses that belong to them."""
    rows = statements.rows(statements.once("addresses", subjects.addresses_of, IDS), ids)
    return {*ids, *(row[0] for row in rows)}
