"""`python tools/demo/screenshots.py [ADDRESS [WORD]]`: take docs/screenshots/ again from a running bin/demo.

With a word, only those of the looks whose names contain it.
"""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from PIL import Image  # noqa: E402

from demo import browser  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "docs/screenshots"
CLIENT, LIMITED, IDENTIFIED = "Guillaume Lefébure", "Muriel Tasselin", "Isabelle Picardot"
# client, delivered to a few days ago: seen by every service but maintenance
SERVED = "Valérie Rouxelin"
# Names of Odoo's records, asked for with the rights of whoever looks.
FIND = """async (name) => (await (await fetch("/web/dataset/call_kw/res.partner/search", {
    method: "POST", headers: {"Content-Type": "application/json"},
    body: JSON.stringify({jsonrpc: "2.0", method: "call", params: {model: "res.partner",
        method: "search", args: [[["name", "=", name]]], kwargs: {limit: 1}}})})).json()).result[0]"""


def person_in_charge(seen):
    seen.go("monaco-dashboard", ".o_monaco_dashboard")
    yield "tableau-de-bord"
    seen.go("monaco-file", ".o_list_view")
    yield "fichier"
    seen.go("monaco-due", ".o_list_view")
    yield "echeances"
    seen.go("monaco-runs", ".o_list_view")
    seen.page.click(".o_data_row:has-text('Aperçu')")
    seen.page.wait_for_selector(".o_form_view")
    seen.settle()
    yield "apercu"
    for name, tab, file in (
        (IDENTIFIED, "Identité", "contact-identite"),
        (CLIENT, "Conservation", "contact-conservation"),
        (LIMITED, "Conservation", "contact-limitation"),
    ):
        seen.go(f"contacts/{seen.page.evaluate(FIND, name)}", ".o_form_view")
        seen.open_tab(tab)
        if name != LIMITED:
            seen.page.evaluate("document.querySelector('.o_notebook').scrollIntoView()")
        yield file
    seen.go("monaco-journal", ".o_list_view")
    yield "journal"


def salesperson(seen):
    seen.go("monaco-fading", ".o_list_view")
    yield "dossiers-qui-s-eteignent"


def phone(seen):
    seen.go("monaco-file", ".o_kanban_view")
    yield "telephone"


def accountant(seen):
    seen.go("monaco-release", ".o_list_view")
    seen.page.click(".o_group_header >> nth=2")
    seen.settle()
    yield "calendrier-de-liberation"


def each_service(seen):
    """The same contact, as whoever is logged in sees it."""
    seen.go(f"contacts/{seen.page.evaluate(FIND, SERVED)}", ".o_form_view")
    yield f"services-{seen.login}"


def deliveries(seen):
    seen.go("my-deliveries", ".o_list_view, .o_kanban_view")
    yield "services-mes-livraisons"


def deliveries_on_a_phone(seen):
    seen.go("my-deliveries", ".o_list_view, .o_kanban_view")
    yield "services-mes-livraisons-telephone"
    seen.go(f"contacts/{seen.page.evaluate(FIND, SERVED)}", ".o_form_view")
    yield "services-logistique-telephone"


def maintenance(seen):
    seen.go("my-windows", ".o_list_view")
    yield "services-maintenance"


def administrator(seen):
    seen.go("monaco-services", ".o_list_view")
    yield "services-personnes"


def invoice(seen):
    seen.go("customer-invoices", ".o_list_view, .o_kanban_view")
    seen.page.click(f".o_data_row:has-text('{SERVED}') .o_data_cell >> nth=1")
    seen.page.wait_for_selector(".o_form_view")
    seen.settle()
    yield "services-facture"


LOOKS = (
    ("protection", browser.DESK, person_in_charge),
    ("commercial", browser.DESK, salesperson),
    ("comptabilite", browser.DESK, accountant),
    ("protection", browser.PHONE, phone),
    ("commercial", browser.DESK, each_service),
    ("logistique", browser.DESK, each_service),
    ("comptabilite", browser.DESK, each_service),
    ("protection", browser.DESK, each_service),
    ("logistique", browser.DESK, deliveries),
    ("logistique", browser.PHONE, deliveries_on_a_phone),
    ("maintenance", browser.DESK, maintenance),
    ("comptabilite", browser.DESK, invoice),
    ("admin", browser.DESK, administrator),
)


def main(address="http://127.0.0.1:8069", word=""):
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    for login, size, look in LOOKS:
        if word not in look.__name__:
            continue
        with browser.visit(address, login, size) as seen:
            seen.login = login
            for name in look(seen):
                seen.page.mouse.move(0, 0)
                # what Odoo draws late: charts, avatars
                seen.page.wait_for_timeout(1500)
                path = FOLDER / f"{name}.png"
                seen.page.screenshot(path=path)
                Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
                print(f"{path.relative_to(FOLDER.parents[1])}: {path.stat().st_size // 1024} kB")
            problems += [f"{login}: {problem}" for problem in seen.problems]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
