"""A warehouse user's day: deliver, take returns back by a number, see nobody else."""

from ..services.stage import PERSONS, word
from . import scene as scenery


def _validate(person):
    person.press("button_validate")
    # Odoo asks once whether the client is told by SMS
    if person.page.query_selector(".modal button[name=dont_send_sms]"):
        person.press("dont_send_sms")
    person.page.wait_for_selector(".o_arrow_button_current:has-text('Terminé')")


def _take_back(person, number):
    """Find an old delivery by a number, and record the return of everything in it."""
    person.open("action-crm_monaco_stock.monaco_delivery_lookup_action", ".modal")
    person.fill("number", number)
    person.press("action_open", ".o_form_view")
    person.page.wait_for_selector(".modal", state="detached")
    person.press(
        "button:has-text('Retour') >> visible=true", ".modal button[name=action_create_returns_all]"
    )
    person.press("action_create_returns_all")
    person.page.wait_for_selector(".modal", state="detached")
    person.seen.settle()


def test_delivery(scene, at_screen):
    """Whoever is delivered to is on the list with address and phone, without a price anywhere."""
    house, _address, ids = scene
    with at_screen("logistique") as person:
        person.open("my-deliveries", ".o_list_view")
        shown = person.shown()
        assert word("delivery", "rue") in shown and "+377" in shown
        assert PERSONS["client"] not in shown
        person.press(
            f".o_data_row:has-text('{PERSONS['delivery']}') .o_data_cell >> nth=0", ".o_form_view"
        )
        shown = person.tabs()
        assert "1234" not in shown and "1\u202f234" not in shown, "no amount"
        _validate(person)
        person.open(f"contacts/{ids['res.partner']['delivery']}")
        shown = person.tabs()
        assert word("delivery", "rue") in shown
        assert word("delivery", "note") not in shown and word("delivery", "metier") not in shown
        person.open("contacts", ".o_kanban_view, .o_list_view")
        person.search(PERSONS["client"])
        assert word("client", "mail") not in person.shown()
    with house.env() as env:
        assert env["stock.picking"].browse(ids["stock.picking"]["delivery"]).state == "done"


def test_returns_by_number(scene, at_screen):
    """The number of a delivery, or of the thing itself, opens the person for that return, at any age."""
    house, _address, ids = scene
    with house.env() as env:
        deliveries = env["stock.picking"].browse(
            [ids["stock.picking"][w] for w in ("client", "serial")]
        )
        numbers = (deliveries[0].name, scenery.SERIAL)
        owners = (PERSONS["client"], scenery.SERIAL_OWNER)
    with at_screen("logistique") as person:
        for number, owner in zip(numbers, owners, strict=True):
            _take_back(person, number)
            assert owner in person.shown()
            _validate(person)
    with house.env() as env:
        returns = env["stock.picking"].search([("return_id", "in", deliveries.ids)])
        assert len(returns) == 2 and set(returns.mapped("state")) == {"done"}
        opened = env["monaco.window"].search([("user_id.login", "=", "logistique")])
        assert len(opened) == 2, "written down, and for a few days only"
