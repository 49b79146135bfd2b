"""The usual day of each service, strictly separated, in French, in a real browser: no box of error anywhere."""

import os

import pytest

from .residue.house import House
from .services import stage

from demo import browser  # isort: skip  # found through the path that the house adds

MENUS = """async () => {
    const menus = await (await fetch("/web/webclient/load_menus")).json();
    return Object.values(menus).filter(m => m.actionID && m.actionModel === "ir.actions.act_window")
        .map(m => [m.name, m.actionPath || `action-${m.actionID}`]);
}"""
LOGINS = ("commercial", "logistique", "comptable", "maintenance", "gestion")


@pytest.fixture(scope="module")
def scene():
    browser.chromium()
    house = House(f"test_days_{os.getpid()}")
    try:
        with house.env() as env:
            ids = stage.build(env)
        with house.server() as address:
            yield house, address, ids
    finally:
        house.drop()


def _visit(address, login):
    return browser.visit(address, login, password=stage.PASSWORD)


def _save(seen):
    seen.page.click(".o_form_button_save")
    seen.page.wait_for_selector(
        ".o_form_saved, .o_form_status_indicator_buttons.invisible", state="attached"
    )
    seen.settle()


def _choose(seen, field, text):
    """Type into a link and take the first proposal."""
    seen.page.fill(f".o_field_widget[name={field}] input", text)
    seen.page.click(f".o-autocomplete--dropdown-item:has-text('{text}') >> nth=0")
    seen.settle()


def _all_tabs(seen):
    for tab in seen.page.query_selector_all(".o_notebook .nav-link"):
        tab.click()
        seen.settle()


@pytest.mark.parametrize("login", LOGINS)
def test_every_menu_opens(scene, login):
    """Whatever the menus offer opens, its first row too: what is hidden is absent, not refused."""
    _house, address, _ids = scene
    with _visit(address, login) as seen:
        menus = seen.page.evaluate(MENUS)
        assert menus
        opened = set()
        for name, path in menus:
            if path in opened:
                continue
            opened.add(path)
            before = len(seen.problems)
            seen.page.goto(f"{address}/odoo/{path}")
            seen.page.wait_for_selector(".o_action_manager > *, .o_dialog, .o_error_dialog")
            seen.settle()
            row = seen.page.query_selector(
                ".o_list_view .o_data_row .o_data_cell:not(.o_handle_cell)"
            )
            card = seen.page.query_selector(".o_kanban_record:not(.o_kanban_ghost)")
            if path not in ("settings",) and (row or card):
                (row or card).click()
                seen.settle()
            seen.problems[before:] = [f"{name}: {text}" for text in seen.problems[before:]]
        assert not seen.problems


def test_day_of_a_salesperson(scene):
    """Lead, quotation, order, the client's file: all of it, without a date of birth or a bank account."""
    house, address, ids = scene
    with _visit(address, "commercial") as seen:
        page = seen.page
        seen.go("crm", ".o_kanban_view")
        seen.go("contacts/new", ".o_form_view")
        page.fill("[name=lastname] input, [name=name] input >> nth=0", "Nouvellart")
        page.fill("[name=email] input", "nouvellart@courriel.example")
        _save(seen)
        page.click("button[name='%(crm.crm_lead_opportunities)d'], .oe_stat_button >> nth=0")
        seen.settle()
        seen.go(f"crm/{ids['crm.lead']['prospect']}", ".o_form_view")
        _all_tabs(seen)
        page.click("button[name=action_sale_quotations_new]")
        seen.page.wait_for_selector(".o_form_view .o_field_widget[name=order_line]")
        seen.settle()
        page.click(".o_field_x2many_list_row_add a >> nth=0")
        _product(seen, "Fauteuil")
        _save(seen)
        page.click("button[name=action_confirm] >> visible=true")
        seen.settle()
        assert page.query_selector(".o_arrow_button_current:has-text('Bon de commande')")
        _all_tabs(seen)
        seen.go(f"contacts/{ids['res.partner']['prospect']}", ".o_form_view")
        _all_tabs(seen)
        assert not page.query_selector("[name=birthdate_date]")
        assert not page.query_selector("[name=bank_ids]")
        seen.go("contacts", ".o_kanban_view, .o_list_view")
        _search(seen, "Ustrelle")
        assert "Ustrelle" not in _shown(seen)
        assert not seen.problems
    with house.env() as env:
        assert env["sale.order"].search_count(
            [("partner_id", "=", ids["res.partner"]["prospect"]), ("state", "=", "sale")]
        )


def test_day_of_the_warehouse(scene):
    """Deliver what is under way, take a return by its number, and see nobody else."""
    house, address, ids = scene
    with house.env() as env:
        number = env["stock.picking"].browse(ids["stock.picking"]["client"]).name
    with _visit(address, "logistique") as seen:
        page = seen.page
        seen.go("my-deliveries", ".o_list_view")
        text = _shown(seen)
        assert "Brimolt" in text and "Brimoltrue" in text
        assert "Quorvane" not in text and "1 234" not in text and "1234" not in text
        page.click(".o_data_row:has-text('Brimolt') .o_data_cell >> nth=0")
        page.wait_for_selector(".o_form_view")
        seen.settle()
        _all_tabs(seen)
        page.click("button[name=button_validate] >> visible=true")
        seen.settle()
        _answer_dialogs(seen)
        page.wait_for_selector(".o_arrow_button_current:has-text('Fait')")
        seen.go(f"contacts/{ids['res.partner']['delivery']}", ".o_form_view")
        _all_tabs(seen)
        shown = _shown(seen)
        assert "Brimoltrue" in shown and "Brimoltnote" not in shown and "Brimoltmetier" not in shown
        seen.go("contacts", ".o_kanban_view, .o_list_view")
        assert "Quorvane" not in _shown(seen)
        # an old delivery comes back
        with seen.page.expect_response("**/web/action/load"):
            seen.page.goto(f"{address}/odoo/action-crm_monaco_stock.monaco_delivery_lookup_action")
        page.fill("[name=number] input", number)
        page.click("button[name=action_open]")
        page.wait_for_selector(f".o_form_view:has-text('{number}')")
        seen.settle()
        assert "Quorvane" in page.input_value("[name=partner_id] input")
        assert not seen.problems


def test_day_of_an_accountant(scene):
    """The invoice of an archived client under their name, its payment, a credit note."""
    house, address, ids = scene
    with _visit(address, "comptable") as seen:
        page = seen.page
        seen.go("customer-invoices", ".o_list_view")
        assert "Ustrelle" in _shown(seen)
        seen.page.goto(f"{address}/odoo/customer-invoices/{ids['account.move']['client']}")
        page.wait_for_selector(".o_form_view")
        seen.settle()
        _all_tabs(seen)
        page.click("button[name=action_register_payment] >> visible=true")
        page.wait_for_selector(".modal button[name=action_create_payments]")
        seen.settle()
        page.click(".modal button[name=action_create_payments]")
        page.wait_for_selector(".modal", state="detached")
        seen.settle()
        seen.page.goto(f"{address}/odoo/customer-invoices/{ids['account.move']['archived']}")
        page.wait_for_selector(".o_form_view")
        page.click(f"button[name='{_reversal(house)}'] >> visible=true")
        page.wait_for_selector(".modal button[name=refund_moves]")
        page.click(".modal button[name=refund_moves]")
        page.wait_for_selector(".modal", state="detached")
        seen.settle()
        seen.go(f"contacts/{ids['res.partner']['client']}", ".o_form_view")
        _all_tabs(seen)
        seen.go("contacts", ".o_kanban_view, .o_list_view")
        assert "Zylphide" not in _shown(seen), "no prospects"
        assert not seen.problems
    with house.env() as env:
        invoice = env["account.move"].browse(ids["account.move"]["client"])
        assert invoice.payment_state in ("in_payment", "paid")


def test_day_of_the_maintenance_provider(scene):
    """Their own contact and nobody's name, wherever they look."""
    _house, address, _ids = scene
    with _visit(address, "maintenance") as seen:
        seen.page.goto(f"{address}/odoo")
        seen.settle()
        text = _shown(seen)
        for path in (
            "contacts",
            "discuss",
            "monaco-health",
            "monaco-health-queues",
            "monaco-health-addons",
        ):
            seen.page.goto(f"{address}/odoo/{path}")
            seen.page.wait_for_selector(".o_action_manager > *")
            seen.settle()
            text += _shown(seen)
        assert not [name for name in stage.PERSONS.values() if name in text]
        assert "Usager commercial" not in text
        assert not seen.problems


def test_same_contact_as_each_service_sees_it(scene):
    """One person with a delivery under way; `MONACO_SCREENSHOTS=DIRECTORY` keeps the pictures."""
    _house, address, ids = scene
    wanted = {
        "commercial": ("metier", "note"),
        "logistique": (),
        "comptable": ("note",),
        "protection": ("metier", "note"),
    }
    for login, words in wanted.items():
        with _visit(address, login) as seen:
            seen.go(f"contacts/{ids['res.partner']['delivery']}", ".o_form_view")
            folder = os.environ.get("MONACO_SCREENSHOTS")
            if folder:
                seen.page.screenshot(path=f"{folder}/services-{login}.png")
            html = seen.page.inner_html(".o_form_view")
            _all_tabs(seen)
            html += seen.page.inner_html(".o_form_view")
            values = " ".join(
                element.input_value()
                for element in seen.page.query_selector_all(".o_form_view input")
            )
            found = {word for word in ("metier", "note") if f"Brimolt{word}" in html + values}
            assert found == set(words), login
            assert not seen.problems, login


def _reversal(house):
    with house.env() as env:
        return env.ref("account.action_view_account_move_reversal").id


def _product(seen, name):
    seen.page.fill(
        ".o_field_widget[name=product_template_id] input, .o_selected_row [name=product_id] input",
        name,
    )
    seen.page.click(f".o-autocomplete--dropdown-item:has-text('{name}') >> nth=0")
    seen.settle()


def _search(seen, text):
    seen.page.fill(".o_searchview_input", text)
    seen.page.press(".o_searchview_input", "Enter")
    seen.settle()


def _answer_dialogs(seen):
    """Say yes to what the validation asks, until it asks no more."""
    for _turn in range(4):
        if seen.page.query_selector(".modal .btn-primary:enabled"):
            seen.page.evaluate("document.querySelector('.modal .btn-primary:enabled')?.click()")
        seen.page.wait_for_timeout(1500)
        seen.settle()
        if not seen.page.query_selector(".modal"):
            return


def _shown(seen):
    return seen.page.inner_text(".o_action_manager")
