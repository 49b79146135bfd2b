"""A consent from the question to the next version of its text: in French, in a real browser, by real mail."""

import os
import re
import threading
from pathlib import Path

import pytest

from odoo import Command

from odoo.addons.crm_monaco.tests.smtp import Recorder

from .residue.house import House

from demo import browser  # isort: skip  # found through the path that the house adds

EMAIL = "elodie@courriel.example"
SHOTS = os.environ.get("MONACO_SHOTS")


@pytest.fixture(scope="module")
def stage():
    """A server whose mail arrives here, a salesperson, and a person with a portal account."""
    browser.chromium()
    mail = Recorder()
    threading.Thread(target=mail.serve_forever, daemon=True).start()
    house = House(f"test_consent_{os.getpid()}")
    try:
        with house.env() as env:
            person = _people(env, mail)
        with house.server() as address:
            with house.env() as env:
                env["ir.config_parameter"].set_param("web.base.url", address)
            yield house, address, mail, person
    finally:
        mail.shutdown()
        house.drop()


def _people(env, mail):
    env["res.lang"]._activate_lang("fr_FR")
    path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    bundle = {"name": path, "bundle": "web.assets_backend", "directive": "remove"}
    if not env["ir.asset"].search([("path", "=", path)]):
        env["ir.asset"].create({**bundle, "path": path})
    env["ir.mail_server"].search([]).active = False
    env["ir.mail_server"].create(
        {"name": "R", "smtp_host": "127.0.0.1", "smtp_port": mail.server_address[1]}
    )
    env["mail.mail"].search([("state", "=", "outgoing")]).state = "cancel"
    env.ref("base.main_company").write({"name": "Maison Grimaldi", "email": "maison@m.example"})
    quiet = env["res.users"].with_context(no_reset_password=True)
    common = {"lang": "fr_FR", "tz": "Europe/Monaco"}
    seller = ["base.group_user", "sales_team.group_sale_salesman_all_leads"]
    quiet.create(
        {
            **common,
            "name": "Vente",
            "login": "vente",
            "password": "vente",
            "email": "vente@m.example",
            "group_ids": [Command.set([env.ref(name).id for name in seller])],
        }
    )
    user = quiet.create(
        {
            **common,
            "name": "Élodie Accordini",
            "login": "elodie",
            "password": "elodie-elodie",
            "email": EMAIL,
            "group_ids": [Command.set([env.ref("base.group_portal").id])],
        }
    )
    user.partner_id.write({"lang": "fr_FR", "phone": "+377 93 15 36 00", "country_id": 1})
    return user.partner_id.id


def _shoot(page, name):
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)


def _words(house, person):
    with house.env() as env:
        lines = env["res.partner"].browse(person).monaco_consent_ids.sorted("id")
        return [(line.channel, line.status, line.source) for line in lines]


def _permissions(seen, person):
    """The lines of the contact, as the salesperson reads them."""
    seen.go(f"contacts/{person}", ".o_form_view")
    seen.open_tab("Permissions")
    text = seen.page.locator(".o_monaco_permissions").inner_text()
    return {line.split("–")[0].strip()[2:]: line for line in text.splitlines() if line.strip()}


def _visitor(seen):
    """A window of somebody who is nobody's user."""
    context = seen.page.context.browser.new_context(
        locale="fr-FR", viewport={"width": 900, "height": 800}
    )
    return context.new_page()


def test_from_the_question_to_the_next_text(stage):
    house, address, mail, person = stage
    with browser.visit(address, "vente") as seen:
        lines = _permissions(seen, person)
        assert lines["E-mail"].startswith("✘") and "pas d'accord" in lines["E-mail"].replace(
            "’", "'"
        )
        assert lines["Courrier"].startswith("✔")
        _shoot(seen.page, "1-contact")
        seen.page.click("button[name=action_monaco_ask_consent]")
        seen.page.wait_for_selector(".o_notification:has-text('La question est envoyée')")
        message = mail.message_for(EMAIL)
        body = message.get_body(("html",)).get_content()
        assert "êtes-vous" in message["Subject"]
        assert "J'accepte de recevoir" in body.replace("&#39;", "'")
        link = re.search(r"/monaco/consent/[\w-]+", body).group()

        # a scanner opens the link, then the person does
        page = _visitor(seen)
        page.goto(address + link)
        page.goto(address + link)
        assert _words(house, person) == []
        assert page.locator("input[type=checkbox]:checked").count() == 0
        _shoot(page, "2-question")
        page.check("input[value=email]")
        page.click("button[value=agree]")
        page.wait_for_selector(".alert-success:has-text('Merci')")
        _shoot(page, "3-merci")
        assert _words(house, person) == [("email", "given", "double_optin")]
        line = _permissions(seen, person)["E-mail"]
        assert line.startswith("✔") and "confirmé par e-mail" in line
        _shoot(seen.page, "4-contact")

        # the portal: withdrawn with one button
        page.goto(f"{address}/web/login")
        page.fill("input[name=login]", "elodie")
        page.fill("input[name=password]", "elodie-elodie")
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/my**")
        _shoot(page, "5-portail")
        page.goto(f"{address}/my/consents")
        _shoot(page, "6-mes-accords")
        row = page.locator("tr", has=page.locator("input[value=prospecting-email]"))
        row.locator("button[value=withdraw]").click()
        page.wait_for_selector(".alert-success")
        assert _words(house, person)[-1] == ("email", "objected", "portal")
        assert _permissions(seen, person)["E-mail"].startswith("✘")

        # and given again, until the text changes
        row.locator("button[value=agree]").click()
        page.wait_for_selector(".alert-success")
        assert _permissions(seen, person)["E-mail"].startswith("✔")
        with house.env() as env:
            purpose = env.ref("crm_monaco.purpose_prospecting")
            text = {"purpose_id": purpose.id, "body": "J'accepte la deuxième version."}
            env["monaco.purpose.text"].with_context(lang="fr_FR").create(text)
        line = _permissions(seen, person)["E-mail"]
        assert line.startswith("✘") and "à redemander" in line
        page.goto(f"{address}/my/consents")
        assert "J'accepte la deuxième version." in page.locator("main").inner_text()
        row.locator("button[value=agree]").click()
        page.wait_for_selector(".alert-success")
        assert _permissions(seen, person)["E-mail"].startswith("✔")
        _shoot(seen.page, "7-contact")
        with page.expect_download() as download:
            page.click("a[href*='/my/consents/receipt']")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        if SHOTS:
            download.value.save_as(Path(SHOTS) / "receipt.pdf")
        page.goto(address + "/monaco/consent/nonsense")
        _shoot(page, "8-lien")
        assert "pas valable" in page.locator("main").inner_text()
        assert not seen.problems
