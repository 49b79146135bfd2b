"""Who visits the portal, and whom staff have still to call."""

from odoo import Command

from demo.contacts import find
from demo.dates import backdate, day


def portal(env):
    """A client with a login, and a prospect whose year is over but who still visits."""
    for key, login, password in (("ricci", "portail", "portail"), ("campana", None, "campanile")):
        partner = find(env, key)
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "partner_id": partner.id,
                    "name": partner.name,
                    "login": login or partner.email,
                    "password": password,
                    "lang": "fr_FR",
                    "group_ids": [Command.set([env.ref("base.group_portal").id])],
                }
            )
        )
        env(user=user)["res.users.log"].sudo().create({})
    log = (
        env["res.users.log"]
        .sudo()
        .search([("create_uid.partner_id", "=", find(env, "campana").id)])
    )
    backdate(log, 2)


def activities(env):
    """What staff have still to do."""
    seller = env["res.users"].search([("login", "=", "commercial")])
    for key, days, words in (
        ("lombard", -3, "Rappeler pour les rideaux"),
        ("fontana", 2, "Relancer avant l'échéance"),
    ):
        find(env, key).activity_schedule(
            "mail.mail_activity_data_call", day(days), summary=words, user_id=seller.id
        )
