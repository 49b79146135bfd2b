"""An accountant's day: invoice, payment, reconciliation, credit note; archived clients keep their name there."""

from ..services.stage import IBANS, PERSONS, word


def _open(person, invoice):
    person.open(f"customer-invoices/{invoice}")


def _post(person):
    person.press("action_post")
    person.page.wait_for_selector(".o_arrow_button_current:has-text('Comptabilisé')")


def test_invoice_and_payment(scene, at_screen):
    """A new invoice is posted and paid; it says why it is kept, and until when."""
    house, _address, _ids = scene
    with at_screen("comptable") as person:
        person.open("customer-invoices/new")
        person.choose("partner_id", PERSONS["client"])
        person.press("[name=invoice_line_ids] .o_field_x2many_list_row_add a >> nth=0")
        person.choose("product_id", "Fauteuil")
        _post(person)
        assert "Exécution d'un contrat" in person.page.inner_text("[name=monaco_basis]").replace(
            "’", "'"
        )
        assert person.page.inner_text("[name=monaco_books_until]")
        person.tabs()
        person.press("action_register_payment", ".modal button[name=action_create_payments]")
        person.press("action_create_payments")
        person.page.wait_for_selector(".modal", state="detached")
        number = person.page.url.rstrip("/").split("/")[-1].split("?")[0]
        person.open("contacts", ".o_kanban_view, .o_list_view")
        person.search(PERSONS["prospect"])
        assert word("prospect", "mail") not in person.shown(), "no prospects"
    with house.env() as env:
        invoice = env["account.move"].browse(int(number))
        assert invoice.payment_state in ("in_payment", "paid")
        assert str(invoice.monaco_books_until).endswith("-12-31")


def test_reconciliation_and_bank_account(scene, at_screen):
    """A payment that came alone is matched with the overdue invoice; the client's account is there."""
    house, _address, ids = scene
    number = ids["account.move"]["client"]
    with house.env() as env:
        due = env["account.move"].browse(number).amount_residual
    with at_screen("comptable") as person:
        person.open("customer-payments/new")
        person.choose("partner_id", PERSONS["client"])
        person.fill("amount", f"{due:.2f}".replace(".", ","))
        person.press("action_post")
        person.page.wait_for_selector(".o_arrow_button_current:has-text('En cours')")
        _open(person, number)
        person.press(".outstanding_credit_assign >> nth=0")
        person.page.wait_for_selector(
            "[name=payment_state], .o_widget_web_ribbon", state="attached"
        )
        person.open(f"contacts/{ids['res.partner']['client']}")
        shown = person.tabs()
        assert IBANS["client"][-4:] in shown and word("client", "metier") not in shown
    with house.env() as env:
        invoice = env["account.move"].browse(number)
        assert invoice.payment_state in ("in_payment", "paid") and not invoice.amount_residual


def test_credit_note_of_an_archived_client(scene, at_screen):
    """Retention took them from daily sight; their invoice shows their name, and can be cancelled."""
    house, _address, ids = scene
    number = ids["account.move"]["archived"]
    with at_screen("comptable") as person:
        person.open("customer-invoices", ".o_list_view, .o_kanban_view")
        person.search(PERSONS["archived"])
        assert PERSONS["archived"] in person.shown()
        _open(person, number)
        assert PERSONS["archived"] in person.shown()
        person.press(
            ".o_statusbar_buttons button:has-text('Avoir')", ".modal button[name=refund_moves]"
        )
        person.press("refund_moves")
        person.page.wait_for_selector(".modal", state="detached")
        person.page.wait_for_selector(".o_form_view button[name=action_post]")
        _post(person)
    with house.env() as env:
        invoice = env["account.move"].browse(number)
        assert invoice.reversal_move_ids.mapped("state") == ["posted"]
        assert invoice.payment_state == "reversed" and not invoice.amount_residual
