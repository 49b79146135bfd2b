"""A year in the life of a file, in French, each step by whoever takes it, in a real browser.

A visitor writes through the website; the salesperson calls twice and hears nothing; the weekly digest
warns; the scheduled action archives; the person in charge brings the person back once; they are archived
again, and anonymised before the year is over.  Time passes by moving every date of the house back.
"""

import os
import re
from datetime import timedelta

import pytest

from odoo import Command, fields

from .residue.house import House, without_selfie

from demo import browser, website  # isort: skip  # found through the path that the house adds

NAME, MAIL, WORDS = "Ophélie Marchetaux", "ophelie@marchetaux.example", "Véranda sur le Rocher"
STAFF = {
    "camille": "crm_monaco.group_monaco_user sales_team.group_sale_salesman_all_leads",
    "helene": "crm_monaco.group_monaco_dpo base.group_partner_manager",
}
REASON = "A rappelé : rendez-vous à fixer après les fêtes."


class Life:
    """One file, from its first day on."""

    def __init__(self, house, address):
        self.house, self.address = house, address
        self.day = 0  # days since the visitor wrote
        self.lead = self.person = None

    def wait(self, days):
        """Let ``days`` pass: what happened since the beginning is that much older."""
        self.house.backdate(days)
        with self.house.env() as env:
            env.cr.execute(
                "UPDATE monaco_solicitation SET date = date - make_interval(days => %s)", [days]
            )
        self.house.started -= timedelta(days=days)
        self.day += days

    def act(self, name):
        """Run a scheduled action as the server runs it at night."""
        with self.house.env() as env:
            env.ref(f"crm_monaco.{name}").method_direct_trigger()

    def read(self, *names):
        with self.house.env() as env:
            person = env["res.partner"].browse(self.person)
            return [person[name] for name in names]

    def visit(self, login):
        return browser.visit(self.address, login)

    def open_person(self, seen):
        seen.go(f"contacts/{self.person}", ".o_form_view")
        seen.open_tab("Conservation")
        return seen.page.locator(".o_form_view").inner_text()


@pytest.fixture(scope="module")
def life():
    browser.chromium()
    house = House(f"test_life_{os.getpid()}")
    try:
        with house.env() as env:
            _hire(env)
            website.make_leads(env)
            without_selfie(env)
        with house.server() as address:
            yield Life(house, address)
    finally:
        house.drop()


def _hire(env):
    """Two members of staff, in French, of the company that the website belongs to."""
    company = env["website"].search([], limit=1).company_id
    env["res.lang"]._activate_lang("fr_FR")
    company.monaco_retention_on = True
    for login, groups in STAFF.items():
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": login.capitalize(),
                "login": login,
                "password": login,
                "email": f"{login}@maison.example",
                "lang": "fr_FR",
                "tz": "Europe/Monaco",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [
                    Command.set([env.ref(n).id for n in ("base.group_user", *groups.split())])
                ],
            }
        )


def test_a_year_in_the_life_of_a_file(life):
    _the_visitor_writes(life)
    _the_salesperson_takes_it(life)

    life.wait(150)
    _the_salesperson_calls(life, "Appel passé")
    life.wait(14)
    _the_salesperson_calls(life, "E-mail envoyé")
    clock, deadline = life.read("monaco_clock", "monaco_deadline")
    assert clock == "prospect", "two within the interval of fifteen days are one"
    life.wait(10)
    _the_salesperson_calls(life, "Appel passé")
    clock, deadline, archive_on = life.read("monaco_clock", "monaco_deadline", "monaco_archive_on")
    today = fields.Date.today()
    assert clock == "solicitations"
    assert deadline == today + timedelta(days=30), "the time to answer ends the file early"
    assert archive_on == today

    _the_digest_warns(life)
    life.act("ir_cron_retention")
    assert life.read("monaco_state", "active") == ["archived", False]

    _the_person_in_charge_brings_them_back(life)
    life.act("ir_cron_retention")
    assert life.read("monaco_state") == ["active"], "who was brought back stays in sight a while"
    assert life.read("monaco_deadline") == [deadline], "and their deadline does not move"

    life.wait(8)
    life.act("ir_cron_retention")
    assert life.read("monaco_state", "active") == ["archived", False]

    life.wait(21)
    life.act("ir_cron_retention")
    assert life.read("monaco_state") == ["archived"], "a day too early"
    life.wait(1)
    life.act("ir_cron_retention")
    assert life.day == 204 < 365
    _nothing_is_left(life)


def _the_visitor_writes(life):
    """The website's own contact form, by somebody without a login."""
    with browser.visit(life.address, None) as seen:
        page = seen.page
        page.goto(f"{life.address}/contactus")
        page.wait_for_load_state("networkidle")  # the form's script comes last
        page.fill("input[name=contact_name]", NAME)
        page.fill("input[name=email_from]", MAIL)
        page.fill("form[data-model_name] input[name=name]", WORDS)
        page.fill("textarea[name=description]", WORDS)
        page.click(".s_website_form_send")
        page.wait_for_url(re.compile("contactus-thank-you"))
        assert "Votre message a été envoyé" in page.inner_text("main")
        assert not seen.problems
    with life.house.env() as env:
        lead = env["crm.lead"].search([("email_from", "=", MAIL)])
        assert len(lead) == 1 and not lead.partner_id
        life.lead = lead.id
        lead.user_id = env["res.users"].search([("login", "=", "camille")])


def _the_salesperson_takes_it(life):
    """The lead's person becomes a contact, by the lead's own field."""
    with life.visit("camille") as seen:
        seen.go(f"crm/{life.lead}", ".o_form_view")
        seen.open_tab("Conservation")
        assert "pas encore de contact" in seen.page.locator(".o_form_view").inner_text()
        box = seen.page.locator(".o_field_widget[name=partner_id] input:visible").first
        box.click()
        box.fill(NAME)
        seen.page.locator(".o-autocomplete--dropdown-item", has_text="Créer et modifier").click()
        seen.page.click(".modal .o_form_button_save")
        seen.page.wait_for_selector(".modal", state="detached")
        seen.page.click(".o_form_button_save")
        seen.settle()
        assert not seen.problems
    with life.house.env() as env:
        lead = env["crm.lead"].browse(life.lead)
        life.person = lead.partner_id.id
        assert lead.partner_id.email == MAIL
        env["monaco.retention"]._refresh_persons([life.person])
    assert life.read("monaco_kind", "monaco_state") == ["prospect", "active"]


def _the_salesperson_calls(life, button):
    """One click on the lead."""
    with life.visit("camille") as seen:
        seen.go(f"crm/{life.lead}", ".o_form_view")
        seen.open_tab("Conservation")
        seen.page.locator(f"button:has-text('{button}'):visible").first.click()
        seen.page.wait_for_selector(".o_notification:has-text('Sollicitations notées')")
        assert not seen.problems


def _the_digest_warns(life):
    """One mail to the salesperson, in French; its link opens the list where they decide."""
    life.act("ir_cron_digest")
    with life.house.env() as env:
        mail = env["mail.mail"].search([("email_to", "ilike", "camille@maison.example")])
        assert len(mail) == 1
        subject, body = mail.subject, mail.body_html
    with life.visit("camille") as seen:
        letter = seen.page.context.new_page()
        letter.set_content(body)
        text = letter.inner_text("body").replace("\xa0", " ").replace("\u202f", " ")
        link = letter.get_attribute("a:has-text('laisser partir')", "href")
        letter.close()
        assert subject == "Mes dossiers qui s'éteignent"
        assert "Bonjour Camille," in text
        assert NAME in text
        assert (fields.Date.today() + timedelta(days=30)).strftime("%d/%m/%Y") in text
        assert "monaco" in link

        seen.go(link.split("/odoo/")[1], ".o_list_view")
        row = seen.page.locator(".o_data_row", has_text=NAME)
        assert "deux sollicitations" in row.inner_text()
        row.locator("input[type=checkbox]").click()
        seen.page.click("button[name=action_monaco_let_go]")
        seen.page.click(".modal-footer .btn-primary")
        seen.page.wait_for_selector(f".o_data_row:has-text('{NAME}')", state="detached")
        assert not seen.problems
    life.act("ir_cron_digest")
    with life.house.env() as env:
        assert env["mail.mail"].search_count([("email_to", "ilike", "camille@maison")]) == 1


def _the_person_in_charge_brings_them_back(life):
    """With a reason, which the person's history keeps until the end."""
    with life.visit("camille") as seen:
        seen.go("contacts", ".o_view_controller")
        assert NAME not in seen.page.inner_text(".o_action_manager")
    with life.visit("helene") as seen:
        words = life.open_person(seen)
        assert "Archivé" in words
        seen.page.click("button:has-text('Rétablir')")
        seen.page.fill(".modal textarea", REASON)
        seen.page.click(".modal-footer .btn-primary")
        seen.page.wait_for_selector(".modal", state="detached")
        seen.settle()
        seen.page.wait_for_selector(f".o-mail-Chatter:has-text('{REASON}')")
        assert not seen.problems


def _nothing_is_left(life):
    """No name on the screen, none in the database; the journal has one line, without a name."""
    with life.visit("helene") as seen:
        words = life.open_person(seen)
        assert "Dossier anonymisé" in words
        assert seen.page.locator(".ribbon:has-text('Anonymisé')").count()
        for private in (NAME, MAIL, WORDS, REASON):
            assert private not in seen.page.inner_text("body")
        assert not seen.problems
    with life.house.env() as env:
        acts = env["monaco.journal"].search([("res_id", "=", life.person)], order="id")
        assert acts.mapped("action") == ["archive", "archive", "erase"]
        assert (
            not env["crm.lead"].with_context(active_test=False).search([("email_from", "=", MAIL)])
        )
        assert not env["mail.message"].search([("body", "ilike", REASON)])
        assert not env["monaco.solicitation"].search([("partner_id", "=", life.person)])
        assert not env["mail.mail"].search([("body_html", "ilike", NAME)])
