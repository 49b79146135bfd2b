"""The main job as people do it: in French, in a real browser, on a real server."""

import os

import pytest

from odoo import Command, fields

from .residue.house import House, without_selfie

from demo import browser  # isort: skip  # found through the path that the house adds

OLD, KEPT, FRESH = "Ancien Prospérini", "Devise Offrandier", "Récente Nouvellart"


@pytest.fixture(scope="module")
def stage():
    """A server on a copy of the house, with two persons whose year is over and one fresh."""
    browser.chromium()
    house = House(f"test_browser_{os.getpid()}")
    try:
        with house.env() as env:
            ids = _people(env)
            _users(env)
            without_selfie(env)
        with house.server() as address:
            yield house, address, ids
    finally:
        house.drop()


def _people(env):
    source = env.ref("crm_monaco.collection_source_fair")
    today = fields.Date.today()
    seller = env["res.users"]
    ids = {}
    for name, days in ((OLD, 500), (KEPT, 420), (FRESH, 20)):
        day = fields.Date.subtract(today, days=days)
        person = env["res.partner"].create(
            {
                "name": name,
                "email": f"{name.split()[0].lower()}@courriel.example",
                "monaco_collection_source_id": source.id,
                "monaco_collection_date": day,
                "user_id": seller.id,
                # Odoo's demo data has other companies, whose retention is off: they hold whom they share
                "company_id": env.company.id,
            }
        )
        env.cr.execute("UPDATE res_partner SET create_date = %s WHERE id = %s", [day, person.id])
        ids[name] = person.id
    line = Command.create({"name": "Fauteuil", "product_uom_qty": 1, "price_unit": 100})
    env["sale.order"].create({"partner_id": ids[KEPT], "order_line": [line]})
    return ids


def _users(env):
    env["res.lang"]._activate_lang("fr_FR")
    env.company.partner_id.lang = (
        "fr_FR"  # what is written in place of a name is in the company's language
    )
    wanted = {
        "protection": "crm_monaco.group_monaco_dpo base.group_partner_manager",
        "vente": "sales_team.group_sale_salesman_all_leads",
    }
    for login, groups in wanted.items():
        names = ["base.group_user", *groups.split()]
        env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": login.capitalize(),
                "login": login,
                "password": login,
                "lang": "fr_FR",
                "tz": "Europe/Monaco",
                "group_ids": [Command.set([env.ref(name).id for name in names])],
            }
        )


def _open_app(seen):
    seen.page.click(".o_navbar_apps_menu button")
    seen.page.click(".o_app:has-text('Clients & prospects – Monaco')")
    seen.page.wait_for_selector(".o_monaco_dashboard")
    seen.settle()


def _read_bucket(seen, name):
    """The names in one bucket of the preview, as the list shows them; and back again."""
    button = seen.page.locator(f"button[name=action_open_{name}]")
    told = int(button.locator(".o_stat_value").inner_text())
    button.click()
    seen.page.wait_for_selector(".o_list_view")
    seen.settle()
    while seen.page.locator(".o_group_header .fa-caret-right").count():
        seen.page.locator(".o_group_header .fa-caret-right").first.click()
        seen.settle()
    names = seen.page.locator(".o_data_row td[name=subject_name]").all_inner_texts()
    text = seen.page.locator(".o_list_view").inner_text()
    seen.page.go_back()
    seen.page.wait_for_selector(".o_form_view")
    seen.settle()
    assert told == len(names), f"{name}: {told} announced, {len(names)} listed"
    return names, text


def test_person_in_charge_previews_approves_and_sees_it_done(stage):
    house, address, ids = stage
    with browser.visit(address, "protection") as seen:
        _open_app(seen)
        seen.page.click("button:has-text('Nouvel aperçu')")
        seen.page.wait_for_selector(".o_form_view button[name=action_approve]")
        seen.settle()
        assert seen.page.locator(".o_arrow_button_current").inner_text() == "Aperçu"
        erase, _text = _read_bucket(seen, "erase")
        archive, _text = _read_bucket(seen, "archive")
        keep, why = _read_bucket(seen, "keep")
        assert OLD in erase
        assert KEPT in keep
        assert "Devis en cours" in why
        assert FRESH not in erase + archive + keep

        seen.page.click("button[name=action_approve]")
        seen.page.click(".modal-footer .btn-primary")
        seen.page.wait_for_selector(".o_arrow_button_current:has-text('Approuvé')")
        run = seen.page.url
        with house.env() as env:
            env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
        seen.page.goto(run)
        seen.page.wait_for_selector(".o_arrow_button_current:has-text('Terminé')")

        seen.go(f"contacts/{ids[OLD]}", ".o_form_view")
        words = seen.page.locator(".o_form_view").inner_text()
        assert OLD not in words
        assert seen.page.locator(".ribbon:has-text('Anonymisé')").count()
        assert f"Anonymisé #{ids[OLD]}" in seen.page.locator(".o_breadcrumb").inner_text()
        seen.open_tab("Conservation")
        assert "Dossier anonymisé" in seen.page.locator(".o_form_view").inner_text()

        seen.go(f"contacts/{ids[KEPT]}", ".o_form_view")
        seen.open_tab("Conservation")
        assert "Devis en cours" in seen.page.locator(".o_form_view").inner_text()

        seen.go("monaco-journal", ".o_list_view")
        numbers = seen.page.locator(".o_data_row td[name=res_id]").all_inner_texts()
        assert str(ids[OLD]) in [number.replace("\u202f", "") for number in numbers]
        assert not seen.problems


def test_salesperson_sees_the_reason_but_decides_nothing(stage):
    _house, address, ids = stage
    with browser.visit(address, "vente") as seen:
        _open_app(seen)
        assert "Conservation" not in seen.page.locator(".o_menu_sections").inner_text()
        assert not seen.page.locator("button:has-text('Nouvel aperçu')").count()
        seen.go(f"contacts/{ids[KEPT]}", ".o_form_view")
        seen.open_tab("Conservation")
        words = seen.page.locator(".o_form_view").inner_text()
        assert "Devis en cours" in words
        assert "Retenir cette personne" not in words
        assert not seen.problems


def test_on_a_phone_nothing_is_wider_than_the_window(stage):
    _house, address, ids = stage
    with browser.visit(address, "protection", size=browser.PHONE) as seen:
        for path in ("monaco-dashboard", "monaco-file", "monaco-runs", f"contacts/{ids[FRESH]}"):
            seen.go(path, ".o_action_manager > *")
            wide = seen.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= browser.PHONE[0], f"{path} is {wide} pixels wide"
        assert not seen.problems
