"""A consent from the website's form to the next version of its text: in French, in a real browser, by real mail."""

import os
import re
import threading
from pathlib import Path

import pytest

from odoo import Command

from odoo.addons.crm_monaco.tests.smtp import Recorder

from .residue.house import House, without_selfie

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
    without_selfie(env)
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
    french = env["res.lang"].search([("code", "=", "fr_FR")])
    env["website"].search([]).write({"language_ids": [Command.link(french.id)]})
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


def _asked(mail):
    """The link of the last question that arrived, and what it says."""
    message = [one for to, one in mail.arrived if EMAIL in to][-1]
    body = message.get_body(("html",)).get_content().replace("&#39;", "'")
    return re.search(r"/monaco/consent/[\w-]+", body).group(), message["Subject"], body


def _tick_the_form(page, address):
    """The visitor writes to the company, and ticks the box that nobody ticked for them."""
    page.goto(f"{address}/fr/contactus")
    box = page.locator(".o_monaco_consent_box input[type=checkbox]").first
    box.wait_for()
    assert not box.is_checked()
    assert "J'accepte de recevoir" in page.locator(".o_monaco_consent_box").first.inner_text()
    page.fill("input[name=name]", "Élodie Accordini")
    page.fill("form input[name=email_from]", EMAIL)
    page.fill("input[name=subject]", "Une question")
    page.fill("textarea[name=description]", "Avez-vous des fauteuils ?")
    box.check()
    _shoot(page, "1-formulaire")
    page.click(".s_website_form_send")
    page.wait_for_url("**/contactus-thank-you")


def test_from_the_web_form_to_the_next_text(stage):
    house, address, mail, person = stage
    with browser.visit(address, "vente") as seen:
        lines = _permissions(seen, person)
        assert lines["E-mail"].startswith("✘") and "pas d'accord" in lines["E-mail"].replace(
            "’", "'"
        )
        assert lines["Courrier"].startswith("✔")

        # the form of the website: a box proves nothing before it is confirmed by e-mail
        page = _visitor(seen)
        _tick_the_form(page, address)
        assert _words(house, person) == []
        link, subject, body = _asked(mail)
        assert "êtes-vous" in subject and "bien vous" in body and "J'accepte de recevoir" in body
        page.goto(address + link)  # a scanner opens the link, then the person does
        page.goto(address + link)
        assert _words(house, person) == []
        _shoot(page, "2-confirmation")
        page.click("button[value=agree]")
        page.wait_for_selector(".alert-success:has-text('Merci')")
        assert _words(house, person) == [("email", "given", "form")]
        line = _permissions(seen, person)["E-mail"]
        assert line.startswith("✔") and "site" in line
        _shoot(seen.page, "3-contact")

        # the text changes: the old proof stays, each person is asked again, by one button
        with house.env() as env:
            purpose = env.ref("crm_monaco.purpose_prospecting")
            text = {"purpose_id": purpose.id, "body": "J'accepte la deuxième version."}
            env["monaco.purpose.text"].with_context(lang="fr_FR").create(text)
            env.cr.execute("UPDATE monaco_consent_request SET asked = asked - interval '31 days'")
        line = _permissions(seen, person)["E-mail"]
        assert line.startswith("✘") and "à redemander" in line
        seen.page.click("button[name=action_monaco_ask_consent]")
        seen.page.wait_for_selector(".o_notification:has-text('La question est envoyée')")
        link, _subject, body = _asked(mail)
        assert "J'accepte la deuxième version." in body
        page.goto(address + link)
        assert page.locator("input[type=checkbox]:checked").count() == 0
        _shoot(page, "4-question")
        page.click("button[value=agree]")
        page.wait_for_selector(".alert-success:has-text('Merci')")
        _shoot(page, "5-merci")
        assert _words(house, person) == [
            ("email", "given", "form"),
            ("email", "given", "double_optin"),
        ]
        with house.env() as env:
            versions = env["res.partner"].browse(person).monaco_consent_ids.text_id
            assert len(versions) == 2, "the proof of the first text is kept"
        line = _permissions(seen, person)["E-mail"]
        assert line.startswith("✔") and "confirmé par e-mail" in line
        _shoot(seen.page, "6-contact")

        # the portal: withdrawn with one button, and given again with one
        page.goto(f"{address}/web/login")
        page.fill("input[name=login]", "elodie")
        page.fill("input[name=password]", "elodie-elodie")
        page.press("input[name=password]", "Enter")
        page.wait_for_url("**/my**")
        _shoot(page, "7-portail")
        page.goto(f"{address}/my/consents")
        assert "J'accepte la deuxième version." in page.locator("main").inner_text()
        _shoot(page, "8-mes-accords")
        row = page.locator("tr", has=page.locator("input[value=prospecting-email]"))
        row.locator("button[value=withdraw]").click()
        page.wait_for_selector(".alert-success")
        assert _words(house, person)[-1] == ("email", "objected", "portal")
        assert _permissions(seen, person)["E-mail"].startswith("✘")
        row.locator("button[value=agree]").click()
        page.wait_for_selector(".alert-success")
        assert _permissions(seen, person)["E-mail"].startswith("✔")
        assert len(_words(house, person)) == 4, "nothing was rewritten"
        with page.expect_download() as download:
            page.click("a[href*='/my/consents/receipt']")
        assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
        if SHOTS:
            download.value.save_as(Path(SHOTS) / "receipt.pdf")
        page.goto(address + "/monaco/consent/nonsense")
        _shoot(page, "9-lien")
        assert "pas valable" in page.locator("main").inner_text()
        assert not seen.problems
