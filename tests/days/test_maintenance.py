"""The maintenance provider's day: the health of the system, and what a window opens until it closes."""

from ..services.stage import PERSONS, word


def test_health_and_window(scene, at_screen):
    """Actions, queues and addons; one named record with its end; nobody else's name."""
    house, _address, ids = scene
    others = [name for whose, name in PERSONS.items() if whose != "prospect"]
    with at_screen("maintenance") as person:
        person.open("", ".o_list_view")
        assert person.page.inner_text(".o_menu_brand").strip() == "Santé", "opens on it"
        text = ""
        for path in ("monaco-health", "monaco-health-queues", "monaco-health-addons"):
            person.open(path, ".o_list_view")
            text += person.shown()
        assert "crm_monaco" in text and PERSONS["prospect"] not in text
        person.open("my-windows", ".o_list_view")
        text += person.shown()
        with house.env() as env:
            window = env["monaco.window"].search([("user_id.login", "=", "maintenance")])
            until = (
                env["ir.qweb.field.datetime"]
                .with_context(tz="Europe/Monaco")
                .value_to_html(window.until, {"format": "HH:mm"})
            )
        assert PERSONS["prospect"] in text and until in text and "ticket 12" in text
        person.press(".o_data_row .o_data_cell >> nth=1", ".o_form_view")
        assert word("prospect", "mail") in person.tabs()
        person.open(f"contacts/{ids['res.partner']['prospect']}")
        assert "Usager commercial" not in text and not [n for n in others if n in text]
        with house.env() as env:
            protection = env["res.users"].search([("login", "=", "protection")])
            window.with_env(env(user=protection)).action_close()
            env.registry.signal_changes()
        person.open("contacts", ".o_kanban_view, .o_list_view")
        shown = person.shown()
        assert "Usager maintenance" in shown and not [n for n in PERSONS.values() if n in shown]
