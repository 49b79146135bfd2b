"""`python tools/demo/screenshots.py [ADDRESS]`: take docs/screenshots/ again from a running bin/demo."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from PIL import Image  # noqa: E402

from demo import browser  # noqa: E402

FOLDER = Path(__file__).resolve().parents[2] / "docs/screenshots"
CLIENT, LIMITED, IDENTIFIED = "Guillaume Lefébure", "Muriel Tasselin", "Isabelle Picardot"
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


LOOKS = (
    ("protection", browser.DESK, person_in_charge),
    ("commercial", browser.DESK, salesperson),
    ("comptabilite", browser.DESK, accountant),
    ("protection", browser.PHONE, phone),
)


def main(address="http://127.0.0.1:8069"):
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    for login, size, look in LOOKS:
        with browser.visit(address, login, size) as seen:
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
