"""An administrator's day: who is in which service, from one page; what they read of persons is traced."""

from ..services.stage import word


def test_access_from_the_settings(scene, at_screen):
    """From the settings to the list of people, a new assignment, and what it changes."""
    house, _address, _ids = scene
    with at_screen("admin", password="admin") as person:
        person.open("settings", ".o_setting_container")
        person.press(".settings_tab .tab:has-text('Monaco')")
        block = ".app_settings_block:visible [name=monaco_services_strict]"
        assert person.page.is_checked(f"{block} input")
        person.press(
            ".o_setting_box button:has-text('Personnes et services') >> visible=true",
            ".o_list_view",
        )
        assert "Usager logistique" in person.shown()
        person.press(".o_list_button_add")
        person.choose("user_id", "Usager sans")
        person.pick("service", "Service logistique")
        person.press(".o_list_button_save")
        person.page.wait_for_selector(".o_data_row:has-text('Usager sans') >> text=En cours")
        person.open("monaco-services-overview")
        shown = person.tabs()
        assert "Service commercial" in shown and "Usager sans" in shown
    with house.env() as env:
        user = env["res.users"].search([("login", "=", "sans")])
        assert user.has_group("crm_monaco_stock.group_service_logistics")
        given = env["monaco.service.assignment"].search([("user_id", "=", user.id)])
        assert given.given_by_id.login == "admin"


def test_reads_of_an_administrator_are_traced(scene, at_screen):
    """Opening somebody's file leaves a trace with its number, and nothing that was read."""
    house, _address, ids = scene
    number = ids["res.partner"]["prospect"]
    with at_screen("gestion") as person:
        person.open(f"contacts/{number}")
        assert word("prospect", "mail") in person.shown()
    with house.env() as env:
        traces = env["monaco.trace"].search(
            [("user_id.login", "=", "gestion"), ("res_model", "=", "res.partner")]
        )
        assert number in [rid for trace in traces for rid in trace.res_ids or ()]
        assert word("prospect", "mail") not in str(traces.read())
