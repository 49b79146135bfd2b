"""Automation rules of Odoo's own app: what they send as prospecting reaches exactly those it may, by real mail."""

import os
import threading

import pytest

from odoo.modules.registry import Registry

from odoo.addons.crm_monaco.tests.smtp import Recorder

from .residue.house import House

from house import odoo_run  # isort: skip  # found through the path that the house adds


@pytest.fixture
def stage():
    mail = Recorder()
    threading.Thread(target=mail.serve_forever, daemon=True).start()
    house = House(f"test_automation_{os.getpid()}")
    try:
        odoo_run.install(house.name, ["base_automation"], "installing automation rules")
        Registry.delete(house.name)  # it was loaded before there were rules
        yield house, mail
    finally:
        mail.shutdown()
        house.drop()


def _prepare(env, mail):
    env["ir.mail_server"].search([]).active = False
    port = mail.server_address[1]
    env["ir.mail_server"].create({"name": "R", "smtp_host": "127.0.0.1", "smtp_port": port})
    env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
    env.ref("base.main_company").email = "maison@m.example"
    contacts = env["ir.model"]._get_id("res.partner")
    template = env["mail.template"].create(
        {
            "name": "Promo",
            "model_id": contacts,
            "subject": "Promo",
            "body_html": "<p>Promo</p>",
            "use_default_to": True,
            "email_from": "maison@m.example",
            "monaco_purpose_id": env.ref("crm_monaco.purpose_prospecting").id,
        }
    )
    rule = env["base.automation"].create(
        {
            "name": "Promo",
            "model_id": contacts,
            "trigger": "on_create_or_write",
            "trigger_field_ids": [
                (6, 0, env["ir.model.fields"]._get("res.partner", "function").ids)
            ],
        }
    )
    for method in ("email", "comment"):
        env["ir.actions.server"].create(
            {
                "name": "Promo",
                "model_id": contacts,
                "base_automation_id": rule.id,
                "state": "mail_post",
                "template_id": template.id,
                "mail_post_method": method,
                "usage": "base_automation",
            }
        )


def _people(env):
    make = env["res.partner"].create
    consenting, consumer, firm, objector = make(
        [
            {"name": "Oui", "email": "oui@courriel.example"},
            {"name": "Rien", "email": "rien@courriel.example"},
            {"name": "Maison", "email": "maison@courriel.example", "is_company": True},
            {"name": "Non", "email": "non@courriel.example", "is_company": True},
        ]
    )
    env["monaco.consent"]._record(
        "prospecting", ["email"], "given", consenting, source="portal", evidence={"said": "yes"}
    )
    env["monaco.permission"]._object(objector, ["email"])
    return consenting | consumer | firm | objector


def test_a_rule_reaches_exactly_those_it_may(stage):
    house, mail = stage
    with house.env() as env:
        _prepare(env, mail)
        people = _people(env).ids
    with house.env() as env:
        env["res.partner"].browse(people).write({"function": "Acheteur"})
    with house.env() as env:
        env["mail.mail"].search([("state", "=", "outgoing")]).send()
    assert set(mail.addresses) == {"oui@courriel.example", "maison@courriel.example"}
    # two persons, two actions, at their creation and at the change: each is decided as it leaves
    assert len(mail.addresses) == 8
