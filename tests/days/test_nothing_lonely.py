"""Where something is hidden, nothing of it is left: no icon, label or title by itself, at a desk and on a phone."""

import pytest

# service: documents of the person who waits for a delivery or, of the client
SEEN = {
    "commercial": {"res.partner": "client", "crm.lead": "prospect", "sale.order": "client"},
    "logistique": {"res.partner": "delivery", "stock.picking": "delivery"},
    "comptable": {"res.partner": "client", "account.move": "client", "sale.order": "client"},
}
SIZES = ({"width": 390, "height": 844}, {"width": 1366, "height": 900})
LONELY = """() => {
    const form = document.querySelector(".o_form_view");
    const others = "button, a, .o_field_widget, .o-mail-Chatter, .o_control_panel, .o_notebook_headers";
    const seen = (selector) => [...form.querySelectorAll(selector)].filter((node) => node.offsetParent);
    const things = "input, textarea, img, .o_field_widget, button";
    const icons = seen("i.fa, i.oi, span.fa").filter((node) => !node.closest(others))
        .filter((node) => !node.parentElement.innerText.trim() && !node.parentElement.querySelector(things));
    const labels = seen(".o_wrap_label").filter((node) => {
        const cell = node.nextElementSibling;
        return node.innerText.trim() && !(cell && (cell.innerText.trim() || cell.querySelector(things)));
    });
    const titles = seen(".o_horizontal_separator").filter((node) => {
        const group = node.closest(".o_inner_group, .o_group") || node.parentElement;
        return !group.querySelector(".o_field_widget, button");
    });
    const tabs = seen(".o_notebook .tab-pane.active")
        .filter((node) => !node.innerText.trim() && !node.querySelector(things));
    return [...icons, ...labels, ...titles, ...tabs].map((node) => node.outerHTML.slice(0, 200));
}"""


@pytest.mark.parametrize("login", SEEN)
def test_nothing_lonely(scene, at_screen, login):
    """Each document that the service works with, each of its tabs, as wide as a phone and as a desk."""
    _house, _address, ids = scene
    with at_screen(login) as person:
        for model, whose in SEEN[login].items():
            for size in SIZES:
                person.page.set_viewport_size(size)
                person.open(f"{model}/{ids[model][whose]}")
                lonely = person.page.evaluate(LONELY)
                for tab in person.page.query_selector_all(".o_form_view .o_notebook .nav-link"):
                    tab.click()
                    person.seen.settle()
                    lonely += person.page.evaluate(LONELY)
                assert not lonely, f"{model}, {size}"
