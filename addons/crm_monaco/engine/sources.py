"""What a bridge declares: acts of a person, holds on a person, persons out of scope.

They are plain data.  The engine turns them into SQL in two shapes: over a whole table, read
once (the nightly refresh), or for one batch of persons, through indexes (the re-check before
an erasure).  A declaration therefore never executes anything and cannot write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from odoo.fields import Domain
from odoo.tools import SQL


@dataclass(frozen=True)
class Source:
    """Rows of ``model`` that concern persons.

    :param model: technical name of the model the rows are read from
    :param domain: Odoo domain the rows satisfy; archived rows are always included
    :param partner: paths (``partner_id``, ``create_uid.partner_id``) leading to the person
    :param company: path to the company the row belongs to; ``None``: every company
    :param exact: pairs ``(field of the row, field of res.partner)`` by which a row *without*
        partner is recognised as the person's; equality only, never a substring
    """

    model: str
    domain: Any = ()
    partner: tuple[str, ...] = ("partner_id",)
    company: str | None = None
    exact: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Act(Source):
    """Something that happened between the person and the company.

    :param at: path to the date or datetime (UTC) of the act
    :param contact: it is an act **of the person**, so it restarts the prospect's year
    :param evidence: it is positive evidence that the person is in the file
    :param contract: it is an event of a contract, so it makes a client
    :param purposes: codes of the purposes (``monaco.purpose``) that such a document makes apply
    """

    code: str = ""
    at: str = "create_date"
    contact: bool = False
    evidence: bool = False
    contract: bool = False
    purposes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sale(Source):
    """A sale or service during which the person gave their address (loi n° 1.383, art. 11).

    :param at: path to the date or datetime (UTC) of the sale
    :param label: field whose text names the document to whoever asks why
    """

    code: str = ""
    at: str = "create_date"
    label: str = "name"


@dataclass(frozen=True)
class Solicitation(Source):
    """Something we sent or said to the person to win them, which they may leave unanswered.

    :param at: path to the datetime (UTC) it reached them; bounces and failures are left out
    """

    code: str = ""
    at: str = "create_date"


@dataclass(frozen=True)
class Hold(Source):
    """Why a person must stay.

    :param code: code of a ``monaco.hold.type``
    :param until: path to the last day of the hold, or a function of the row's SQL alias
        returning an SQL date; ``None``: it ends when somebody ends it
    """

    code: str = ""
    until: str | Callable[[Any, str], SQL] | None = None


@dataclass(frozen=True)
class Together(Source):
    """A row whose persons go together or not at all (the people of one open opportunity)."""

    code: str = ""


@dataclass(frozen=True)
class Never(Source):
    """Persons who are never subjects of the file (users, suppliers, employees…).

    :param entity: the company of such a contact is none either (a bill to a supplier's contact)
    """

    code: str = ""
    entity: bool = False


@dataclass(frozen=True)
class Voucher(Source):
    """Rows that stay as they are for ever; the files stored on them go once their time is over.

    :param until: function of the row's model and SQL alias returning the last day of their time
    :param kept: path to a boolean: the files stay all the same (an audit trail)
    """

    code: str = ""
    until: Callable[[Any, str], SQL] | None = None
    kept: str = ""


def among(only, statement: SQL) -> SQL:
    """Return ``statement``, which reads the persons it is restricted to from ``among``.

    Naming them once spares PostgreSQL from weighing a thousand constants in each of its branches.

    :param only: ids, or what stands for them in a statement that is prepared
    """
    if only is None:
        return statement
    return SQL("WITH among(id) AS MATERIALIZED (%s) %s", ids_of(only), statement)


def ids_of(only) -> SQL:
    """SELECT the ids; PostgreSQL expects a thousand, also when it plans before it knows them."""
    ids = only if isinstance(only, SQL) else SQL("%s::int[]", list(only))
    return SQL("SELECT (%(ids)s)[n] FROM generate_subscripts(%(ids)s, 1) AS n", ids=ids)


class Reader:
    """Compile declarations of ``env``'s registry into SELECT statements.

    With ``only``, the statements read from :func:`among`.

    :param env: environment; rights are bypassed, the engine decides on the whole file
    :param only: ids of ``res.partner`` to restrict every row to, ``None`` for all
    :param rows: ids of the sources' own rows to restrict them to, ``None`` for all
    """

    def __init__(self, env, only=None, rows=None):
        self.rows = rows
        self.env = env(su=True, context={"active_test": False})
        self.only = only is not None

    def select(self, source: Source, *columns: Callable[[Any, str, Any], SQL]) -> SQL:
        """Return ``SELECT pid, company_id, <columns>`` for each row of ``source``.

        :param columns: functions ``(model, alias, query) -> SQL`` of further columns
        """
        # one branch a link in a batch: each finds its rows through its own index
        links = [(path,) for path in source.partner] if self.only else [source.partner]
        branches = [self._by_link(source, link, columns) for link in links if link]
        branches += [self._by_identifier(source, pair, columns) for pair in source.exact]
        return SQL(" UNION ALL ").join(branches)

    def path(self, model, alias: str, path: str, query) -> SQL:
        """Return the SQL of the dotted many2one ``path`` from ``alias``, adding joins to ``query``."""
        *hops, last = path.split(".")
        for hop in hops:
            field = model._fields[hop]
            model = self.env[field.comodel_name]
            alias = query.left_join(alias, hop, model._table, "id", hop)
        return model._field_to_sql(alias, last, query)

    def field(self, model, path: str):
        """Return the field that the dotted ``path`` ends in."""
        *hops, last = path.split(".")
        for hop in hops:
            model = self.env[model._fields[hop].comodel_name]
        return model._fields[last]

    # ------------------------------------------------------------------ internals

    def _query(self, source: Source, domain=None):
        model = self.env[source.model]
        domain = Domain(list(source.domain)) if domain is None else domain
        query = model._search(domain, active_test=False, bypass_access=True)
        if self.rows is not None:
            query.add_where(SQL("%s IN (%s)", SQL.identifier(query.table, "id"), ids_of(self.rows)))
        return model, query, query.table

    def _company(self, source: Source, model, alias, query) -> SQL:
        if not source.company:
            return SQL("NULL::integer")
        return self.path(model, alias, source.company, query)

    def _by_link(self, source: Source, paths, columns) -> SQL:
        model, query, alias = self._query(source)
        partners = [self.path(model, alias, path, query) for path in paths]
        selected = [self._company(source, model, alias, query)]
        selected += [column(model, alias, query) for column in columns]
        if len(partners) == 1:
            pid, lateral = partners[0], SQL()
        else:
            values = SQL(", ").join(SQL("(%s)", partner) for partner in partners)
            pid, lateral = SQL("who.id"), SQL("CROSS JOIN LATERAL (VALUES %s) AS who(id)", values)
        where = [query.where_clause] if query.where_clause else []
        where.append(SQL("%s IN (SELECT id FROM among)" if self.only else "%s IS NOT NULL", pid))
        return SQL(
            "SELECT %s AS pid, %s FROM %s %s WHERE %s",
            pid,
            SQL(", ").join(selected),
            query.from_clause,
            lateral,
            SQL(" AND ").join(where),
        )

    def _by_identifier(self, source: Source, pair, columns) -> SQL:
        row_field, person_field = pair
        domain = Domain(list(source.domain)) & Domain(row_field, "!=", False)
        for path in source.partner:
            domain &= Domain(path, "=", False)
        model, query, alias = self._query(source, domain)
        query.add_join(
            "JOIN",
            "known",
            "res_partner",
            SQL(
                "%s = %s",
                SQL.identifier("known", person_field),
                self.path(model, alias, row_field, query),
            ),
        )
        if self.only:
            query.add_where("known.id IN (SELECT id FROM among)")
        selected = [self._company(source, model, alias, query)]
        selected += [column(model, alias, query) for column in columns]
        return query.select(SQL("known.id AS pid"), *selected)
