"""A salesperson's day: a lead becomes a quotation, the quotation an order; no bank account, no birth date."""

from ..services.stage import IBANS, PERSONS, word
from . import scene as scenery

CLIENT = "Nouvellart"


def _quote(person):
    """Make a quotation from the opportunity on the screen, for one armchair."""
    person.press("action_sale_quotations_new", ".o_form_view [name=order_line]")
    person.press(".o_field_x2many_list_row_add a >> nth=0")
    person.choose("product_template_id", "Fauteuil")
    person.save()


def test_lead_to_order(scene, at_screen):
    """What a salesperson enters, they see at once; the order is theirs."""
    house, _address, ids = scene
    with at_screen("commercial") as person:
        person.open("crm/new")
        person.fill("name", "Salon pour Nouvellart")
        person.choose_new("partner_id", CLIENT)
        person.save()
        _quote(person)
        assert person.state() == "Devis"
        person.press("action_confirm")
        person.page.wait_for_selector(".o_arrow_button_current:has-text('Commande client')")
        person.tabs()
        person.open(f"contacts/{ids['res.partner']['prospect']}")
        shown = person.tabs()
        assert word("prospect", "mail") in shown and word("prospect", "metier") in shown
        assert not person.page.query_selector("[name=birthdate_date], [name=bank_ids]")
        person.open(f"contacts/{ids['res.partner']['client']}")
        assert IBANS["client"][-4:] not in person.tabs()
        person.open("contacts", ".o_kanban_view, .o_list_view")
        for whose in ("archived", "stranger", "elsewhere"):
            person.search(PERSONS[whose])
            assert word(whose, "mail") not in person.shown(), whose
    with house.env() as env:
        order = env["sale.order"].search([("partner_id.name", "=", CLIENT)])
        assert order.state == "sale" and order.user_id.login == "commercial"
        assert order.opportunity_id.name == "Salon pour Nouvellart"


def test_own_or_all_leads(at_screen):
    """Sales teams decide as in Odoo: one's own opportunities, or everybody's."""
    seen = {}
    for login in ("commercial", "chef"):
        with at_screen(login) as person:
            person.open("action-crm.crm_lead_action_pipeline", ".o_kanban_view, .o_list_view")
            while person.page.query_selector(".o_facet_remove"):
                person.press(".o_facet_remove >> nth=0")
            person.search(scenery.CHIEFS)
            found = person.page.query_selector_all(".o_kanban_record, .o_data_row")
            seen[login] = any(scenery.CHIEFS in one.inner_text() for one in found)
    assert seen == {"commercial": False, "chef": True}
