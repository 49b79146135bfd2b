"""Who is in which service: the services are strictly separated, as a visitor sees by logging in."""

from datetime import timedelta

from odoo import fields

from demo import company
from demo.contacts import find
from demo.dates import day

# login: (service, days ago)
ASSIGNED = {
    "commercial": ("sales", 900),
    "commercial2": ("sales", 300),
    "logistique": ("logistics", 700),
    "comptabilite": ("accounting", 1200),
    "maintenance": ("maintenance", 150),
    "protection": ("dpo", 900),
    "admin": ("admin", 1500),
}


def separate(env):
    """Give everybody their service, open one file to maintenance, and separate."""
    charge = company.user(env, "protection")
    users = env["res.users"]
    for login, (service, days) in ASSIGNED.items():
        charge["monaco.service.assignment"].create(
            {
                "user_id": users.search([("login", "=", login)]).id,
                "service": service,
                "since": day(days),
            }
        )
    env.ref("base.main_company").monaco_services_strict = True
    charge["monaco.window.open"].with_context(
        active_model="res.partner", active_ids=find(env, "picard").ids
    ).create(
        {
            "user_id": users.search([("login", "=", "maintenance")]).id,
            "until": fields.Datetime.now() + timedelta(days=2, hours=12),
            "reason": "La fiche ne s'enregistre plus depuis la mise à jour, ticket 118.",
        }
    ).action_open()
