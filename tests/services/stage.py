"""A company with strictly separated services: one user a service, one person for each way to be hidden."""

from datetime import timedelta

import requests

from odoo import Command, fields

from ..residue.house import without_selfie

PASSWORD = "monaco-services-7"
# login: groups of Odoo, then services
USERS = {
    "commercial": ("base.group_user", "sales"),
    "logistique": ("base.group_user", "logistics"),
    "comptable": ("base.group_user", "accounting"),
    "maintenance": ("base.group_user", "maintenance"),
    "double": ("base.group_user", "sales logistics"),
    "sans": ("base.group_user sales_team.group_sale_salesman stock.group_stock_user", ""),
    "gestion": ("base.group_user crm_monaco.group_monaco_admin", ""),
    "protection": ("base.group_user crm_monaco.group_monaco_dpo base.group_partner_manager", ""),
    "portail": ("base.group_portal", ""),
}
# The words that must not come out: nothing else in the database contains them.
PERSONS = {
    "prospect": "Zylphide",
    "delivery": "Brimolt",
    "client": "Quorvane",
    "archived": "Ustrelle",
    "stranger": "Maklivor",
    "elsewhere": "Tozperrin",
}
# one dot
PICTURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
# what stands on a document, apart from who it is for
REFERENCES = {whose: f"Bestellung-{number}-Ref" for number, whose in enumerate(PERSONS)}
IBANS = {"client": "MC5811222000010123456789030"}


def word(whose, kind):
    """Return the mark of one datum of one person."""
    return f"{PERSONS[whose]}{kind}"


def build(env):
    """Create everything, and return ``{model: {whose: id}}``."""
    env["res.lang"]._activate_lang("fr_FR")
    company = env.ref("base.main_company")
    other = env["res.company"].create({"name": "Succursale"})
    ids = {"res.partner": {}}
    for number, (whose, name) in enumerate(PERSONS.items()):
        person = env["res.partner"].create(
            {
                "name": name,
                "email": f"{word(whose, 'mail')}@courriel.example",
                "phone": f"+3779777{number}{number}{number}{number}",
                "street": word(whose, "rue"),
                "function": word(whose, "metier"),
                "comment": word(whose, "note"),
                "birthdate_date": f"197{number}-03-0{number + 1}",
                "image_1920": PICTURE,
                "company_id": other.id if whose == "elsewhere" else False,
            }
        )
        ids["res.partner"][whose] = person.id
    persons = {whose: env["res.partner"].browse(pid) for whose, pid in ids["res.partner"].items()}
    ids["res.partner.bank"] = {
        "client": env["res.partner.bank"]
        .create({"acc_number": IBANS["client"], "partner_id": persons["client"].id})
        .id
    }
    ids["crm.lead"] = {
        whose: env["crm.lead"]
        .create(
            {
                "name": word(whose, "piste"),
                "partner_id": persons[whose].id,
                "type": "opportunity",
                "company_id": other.id if whose == "elsewhere" else company.id,
                "user_id": False,
            }
        )
        .id
        for whose in ("prospect", "elsewhere")
    }
    product = env["product.product"].create(
        {"name": "Fauteuil", "type": "consu", "list_price": 100}
    )
    line = Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": 1234.56})
    orders = {
        whose: env["sale.order"].create(
            {
                "partner_id": persons[whose].id,
                "order_line": [line],
                "client_order_ref": REFERENCES[whose],
                "user_id": False,
            }
        )
        for whose in ("prospect", "delivery", "client", "archived")
    }
    ids["sale.order"] = {whose: order.id for whose, order in orders.items()}
    for whose in ("delivery", "client", "archived"):
        orders[whose].action_confirm()
    ids["stock.picking"] = {
        whose: orders[whose].picking_ids.id for whose in ("delivery", "client", "archived")
    }
    ids["account.move"] = {}
    for whose in ("client", "archived"):
        picking = orders[whose].picking_ids
        picking.move_ids.write({"quantity": 1, "picked": True})
        picking.with_context(skip_sms=True).button_validate()
        assert picking.state == "done"
        invoice = orders[whose]._create_invoices()
        invoice.action_post()
        ids["account.move"][whose] = invoice.id
    env.flush_all()
    env.cr.execute(
        "UPDATE stock_picking SET date_done = now() - interval '400 days' WHERE id = ANY(%s)",
        [[ids["stock.picking"]["client"], ids["stock.picking"]["archived"]]],
    )
    ids["mail.message"], ids["ir.attachment"], ids["mail.activity"] = {}, {}, {}
    for whose, person in persons.items():
        message = person.message_post(body=word(whose, "message"), message_type="comment")
        ids["mail.message"][whose] = message.id
        ids["ir.attachment"][whose] = (
            env["ir.attachment"]
            .create(
                {
                    "name": word(whose, "fichier"),
                    "raw": word(whose, "contenu").encode(),
                    "mimetype": "text/plain",
                    "res_model": "res.partner",
                    "res_id": person.id,
                }
            )
            .id
        )
        activity = person.activity_schedule(
            "mail.mail_activity_data_todo", summary=word(whose, "activite"), user_id=env.user.id
        )
        ids["mail.activity"][whose] = activity.id
    persons["archived"].active = False
    _users(env, company)
    env["monaco.retention"]._refresh_persons(list(ids["res.partner"].values()))
    company.monaco_services_strict = True
    env["monaco.service"]._refresh_flags()
    without_selfie(env)
    return ids


def _users(env, company):
    for login, (groups, services) in USERS.items():
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": f"Usager {login}",
                    "login": login,
                    "password": PASSWORD,
                    "lang": "fr_FR",
                    "tz": "Europe/Monaco",
                    "company_id": company.id,
                    "company_ids": [Command.set(company.ids)],
                    "group_ids": [Command.set([env.ref(name).id for name in groups.split()])],
                }
            )
        )
        for service in services.split():
            env["monaco.service.assignment"].create({"user_id": user.id, "service": service})


class Caller:
    """Somebody at the server: the web client's calls, the JSON-2 API and plain pages."""

    def __init__(self, address, house, login):
        self.address, self.login, self.session = address, login, requests.Session()
        if login:
            answer = self.session.post(
                f"{address}/web/session/authenticate",
                json={"params": {"db": house.name, "login": login, "password": PASSWORD}},
                timeout=60,
            ).json()
            assert answer.get("result", {}).get("uid"), answer
            with house.env(login) as env:
                until = fields.Datetime.now() + timedelta(days=1)
                self.key = env["res.users.apikeys"]._generate("rpc", login, until)

    def rpc(self, model, method, args=(), kwargs=None):
        """Return the answer of one call of the web client: a dict with ``result`` or ``error``."""
        body = {"model": model, "method": method, "args": list(args), "kwargs": kwargs or {}}
        return self.post(f"/web/dataset/call_kw/{model}/{method}", body)

    def post(self, path, params):
        answer = self.session.post(f"{self.address}{path}", json={"params": params}, timeout=60)
        return (
            answer.json()
            if "json" in answer.headers.get("Content-Type", "")
            else {"error": answer.text}
        )

    def json2(self, model, method, **arguments):
        """Return the text of one call of the JSON-2 API."""
        return requests.post(
            f"{self.address}/json/2/{model}/{method}",
            json=arguments,
            headers={"Authorization": f"bearer {self.key}"},
            timeout=60,
        ).text

    def get(self, path):
        return self.session.get(f"{self.address}{path}", timeout=60)
