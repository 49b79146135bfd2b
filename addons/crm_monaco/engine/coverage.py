"""The gate: nothing that could hold a person's data is forgotten in the installed set of addons.

Two questions, answered from the registry.  *Which links lead to a person from a model nobody
declared?*  They hold the person: erasing them would leave what hangs there.  *Which fields of a
row that is rewritten did nobody name?*  They are cleared, and reported.
"""

from collections import namedtuple

from . import closure, holdings
from .rewrite import _SOFTWARE
from .sources import Hold
from .strategies import FREE_TYPES, Keep

Report = namedtuple("Report", "links pairs fields stuck addresses children")
CODE = "undeclared_reference"

# Models whose rows refer to any record of the database, and say nothing of persons.
_IMPERSONAL = (
    "ir.",
    "res.users.settings.",
    "mail.alias",
    "mail.template",
    "theme.",
    "website.",
    "monaco.",
    "base.",
    "data_recycle.",
    "payment.",
)
# Addresses of places and of the company itself.
_COMPANY = ("res.company", "res.bank", "res.city", "res.country", "stock.", "hr.work.location")
_ADDRESS = frozenset(
    {
        "street",
        "street2",
        "zip",
        "ip",
        "ip_address",
        "contact_name",
        "partner_name",
        "first_name",
        "last_name",
        "firstname",
        "lastname",
        "signature",
        "signed_by",
        "nickname",
        "acc_number",
        "birthday",
        "partner_address",
    }
)


def read(env):
    """Return the :class:`Report` of the installed addons.

    ``links`` and ``pairs`` hold persons; ``fields`` are cleared though nobody named them; ``stuck``
    can neither be cleared nor were they named; ``addresses`` are on models nobody declared;
    ``children`` lead from free words nobody declared to a row that is a person's.
    """
    declared = holdings.read(env)
    return Report(
        list(_links(env, declared)),
        list(_pairs(env, declared)),
        *_fields(env, declared),
        list(_addresses(env, declared)),
        list(_children(env, declared)),
    )


def holds(env):
    """Return a ``Hold`` for every reference to a person that nobody declared."""
    declared = holdings.read(env)
    found = [Hold(name, partner=(fname,), code=CODE) for name, fname in _links(env, declared)]
    found += [
        Hold(
            name,
            [(model_field, "=", "res.partner"), (id_field, "!=", False)],
            partner=(id_field,),
            code=CODE,
        )
        for name, model_field, id_field in _pairs(env, declared)
    ]
    return found


def _links(env, declared):
    for name, fname in closure.links(env, "res.partner"):
        model, field = env[name], env[name]._fields[fname]
        if model._transient or field.company_dependent or field.inherited:
            continue
        holding = declared.get(name)
        known = holding and (holding.link + holding.aside + holding.speaks + tuple(holding.fields))
        if not known or fname not in known:
            if not field.related and name != "res.partner":
                yield name, fname


def _pairs(env, declared):
    for model in closure.ordinary(env):
        if model._transient or model._name in declared or model._name.startswith(_IMPERSONAL):
            continue
        for model_field, id_field in closure.pairs(env, model):
            yield model._name, model_field, id_field


def _fields(env, declared):
    """Return fields of rewritten rows that nobody named and whose shape does not tell: cleared, and stuck."""
    cleared, stuck = [], []
    for name, holding in sorted(declared.items()):
        if holding.delete or isinstance(holding.rest, Keep) or not _rewritten(name, holding):
            continue
        required = _required(env, env[name]._table)
        for field in env[name]._fields.values():
            named = holding.fields.keys() | set(holding.link) | set(holding.aside) | _SOFTWARE
            if (
                field.store
                and field.column_type
                and not field.inherited
                and field.name not in named
            ):
                if field.type not in FREE_TYPES:
                    (stuck if field.name in required else cleared).append((name, field.name))
    return cleared, stuck


def _rewritten(name, holding):
    return (
        name == "res.partner" or holding.link or holding.link_any or holding.exact or holding.about
    )


def _children(env, declared):
    """Return links by which rows with free words belong to a person's row that stays, and nobody declared.

    The lines of an order, the payments of a ticket: they follow their order, and what is written
    in them is the person's too.
    """
    for name, holding in sorted(declared.items()):
        if holding.delete or name in ("res.partner", "res.users") or not _rewritten(name, holding):
            continue
        for child, fname in closure.links(env, name):
            model, field = env[child], env[child]._fields[fname]
            if (
                child in declared
                or model._transient
                or not (field.required or field.ondelete == "cascade")
                or field.inherited
                or child.startswith(_IMPERSONAL)
            ):
                continue
            if any(
                one.store and one.column_type and one.type in FREE_TYPES and not one.related
                for one in model._fields.values()
            ):
                yield child, fname


def _required(env, table):
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0",
        [table],
    )
    return {row[0] for row in env.cr.fetchall()}


def _addresses(env, declared):
    """Return text fields named like an address of a person, on models nobody declared.

    E-mails and telephones need no declaration: they are looked for in every text of the database.
    """
    for model in closure.ordinary(env):
        if (
            model._transient
            or model._name in declared
            or model._name.startswith(_IMPERSONAL + _COMPANY)
        ):
            continue
        for field in model._fields.values():
            if (
                field.store
                and field.column_type
                and field.type in FREE_TYPES
                and field.name in _ADDRESS
            ):
                yield model._name, field.name
