"""The matrix of rights: what really happens, written down as `tests/access_matrix.csv`.

    MONACO_MATRIX=write pytest --odoo-database=DATABASE tests/test_access_matrix.py

writes the file anew; without it the test compares, and any change of rights is a visible difference.
"""

import contextlib
import csv
import pathlib

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

FILE = pathlib.Path(__file__).resolve().parents[1] / "access_matrix.csv"
HEAD = ("service", "model", "whose", "read", "write", "create", "unlink", "export")
LOGINS = {
    "commercial": "sales",
    "logistique": "logistics",
    "comptable": "accounting",
    "maintenance": "maintenance",
    "double": "sales+logistics",
    "sans": "none",
    "gestion": "administrator",
    "protection": "data protection",
    "portail": "portal",
    "public": "website",
}
# one harmless value of each model, to write what is there already
WRITTEN = {
    "res.partner": "ref",
    "res.partner.bank": "sequence",
    "crm.lead": "priority",
    "sale.order": "client_order_ref",
    "stock.picking": "origin",
    "account.move": "ref",
    "mail.message": "subject",
    "ir.attachment": "description",
    "mail.activity": "summary",
}
CREATED = {
    "res.partner": lambda record: (
        {"name": "Essai", "lastname": "Essai"}
        if "lastname" in record._fields
        else {"name": "Essai"}
    ),
    "res.partner.bank": lambda record: {
        "partner_id": record.partner_id.id,
        "acc_number": "FR7630006000011234567890189",
    },
    "crm.lead": lambda record: {"name": "Essai"},
    "sale.order": lambda record: {"partner_id": record.partner_id.id},
    "stock.picking": lambda record: {
        "picking_type_id": record.picking_type_id.id,
        "location_id": record.location_id.id,
        "location_dest_id": record.location_dest_id.id,
    },
    "account.move": lambda record: {"move_type": "out_invoice", "partner_id": record.partner_id.id},
    "ir.attachment": lambda record: {
        "name": "Essai",
        "raw": b"x",
        "res_model": "res.partner",
        "res_id": record.res_id,
    },
    "mail.activity": lambda record: {
        "res_model_id": record.sudo().res_model_id.id,
        "res_id": record.res_id,
        "summary": "Essai",
    },
}
SENSITIVE = (
    "name",
    "email",
    "phone",
    "street",
    "function",
    "comment",
    "birthdate_date",
    "married_name",
    "csp_id",
    "vat",
    "bank_ids",
    "monaco_card_ids",
    "opportunity_ids",
    "sale_order_ids",
    "credit",
    "monaco_kind",
    "monaco_deadline",
    "monaco_why",
    "monaco_for_sales",
    "message_ids",
)
# whom each service is asked about: somebody they see, where there is such a person
SHOWN = {
    "commercial": "prospect",
    "logistique": "delivery",
    "comptable": "client",
    "double": "delivery",
    "gestion": "client",
    "protection": "client",
}
REFUSALS = (AccessError, UserError, ValidationError, psycopg2.Error, KeyError, ValueError)


def attempt(env, work):
    """Return yes, no (a right is missing) or held (another reason), and undo it."""
    outcome = "yes"
    with contextlib.suppress(_UndoneError), env.cr.savepoint():
        try:
            with mute_logger("odoo.models", "odoo.addons.base.models.ir_model", "odoo.sql_db"):
                work()
                env.flush_all()
        except AccessError:
            outcome = "no"
        except REFUSALS:
            outcome = "held"
        raise _UndoneError
    env.invalidate_all(flush=False)
    return outcome


class _UndoneError(Exception):
    pass


def rows_of(house, ids, callers):
    """Yield the lines of the matrix: records first, then sensitive fields."""
    for login, service in LOGINS.items():
        name = "public" if login == "public" else login
        with house.env() as env:
            user = (
                env.ref("base.public_user")
                if name == "public"
                else env["res.users"].search([("login", "=", name)])
            )
            uids = env(user=user)
            for model, owners in ids.items():
                for whose, rid in owners.items():
                    yield (service, model, whose, *_record(uids, callers.get(login), model, rid))
            yield from _own(uids, service)
            person = env["res.partner"].browse(ids["res.partner"][SHOWN.get(login, "client")])
            for field in SENSITIVE:
                seen = _field(uids, callers.get(login), person, field)
                yield (
                    service,
                    f"res.partner.{field}",
                    SHOWN.get(login, "client"),
                    seen,
                    "",
                    "",
                    "",
                    "",
                )
            env.cr.rollback()


def _own(env, service):
    own = env["res.partner"].browse(env.user.partner_id.id)
    yield (
        service,
        "res.partner",
        "own contact",
        attempt(env, lambda: own.read(["name"])),
        attempt(env, lambda: own.write({"ref": "x"})),
        "",
        "",
        "",
    )


def _record(env, caller, model, rid):
    record = env[model].browse(rid)
    shown = record._rec_name if record._rec_name in record._fields else "display_name"
    shown = "body" if model == "mail.message" else shown
    read = {attempt(env, lambda: record.read([shown]))}
    if caller:
        read.add(_answer(caller.rpc(model, "read", [[rid], [shown]])))
        read.add(_answer(caller.rpc(model, "web_read", [[rid]], {"specification": {shown: {}}})))
        read.add(_answer(caller.rpc(model, "search_read", [[["id", "=", rid]], [shown]], ARCHIVED)))
    value = {WRITTEN[model]: False if model != "res.partner.bank" else 10}
    written = attempt(env, lambda: record.write(value))
    maker = CREATED.get(model)
    created = attempt(env, lambda: env[model].create(maker(record.sudo()))) if maker else ""
    return (
        "/".join(sorted(read)),
        written,
        created,
        attempt(env, record.unlink),
        attempt(env, lambda: _export(record, shown)),
    )


ARCHIVED = {"context": {"active_test": False}}


def _export(record, name):
    try:
        record.export_data([name])
    except UserError as refused:  # whoever may not export at all
        raise AccessError(*refused.args) from refused


def _answer(answer):
    if "error" in answer:
        return "no"
    return "yes" if answer["result"] else "no"


def _field(env, caller, person, name):
    person = person.with_env(env)
    if name not in person._fields:
        return "not installed"
    seen = {attempt(env, lambda: person.read([name]))}
    if caller:
        seen.add(
            _answer(
                caller.rpc("res.partner", "web_read", [person.ids], {"specification": {name: {}}})
            )
        )
        seen.add(_answer(caller.rpc("res.partner", "read", [person.ids, [name]])))
    outcome = "/".join(sorted(seen))
    if outcome == "yes" and person.sudo()[name] and not person.read([name])[0][name]:
        outcome = "empty"  # masked: Odoo cannot do without the field
    described = name in env["res.partner"].fields_get([name])
    return outcome if described or outcome == "no" else f"{outcome}, on no screen"


def write(rows):
    with FILE.open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([HEAD, *rows])


def read():
    with FILE.open(newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)][1:]
