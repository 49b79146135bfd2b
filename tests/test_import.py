"""Two thousand prospects through Odoo's own import, as a salesperson's spreadsheet has them."""

import csv
import io
import os
import random

import pytest

from .residue.house import House

HEAD = [
    "External ID",
    "Name",
    "Email",
    "Phone",
    "Street",
    "Zip",
    "City",
    "Country",
    "Date of Collection",
    "Source",
]
FIELDS = [
    "id",
    "name",
    "email",
    "phone",
    "street",
    "zip",
    "city",
    "country_id",
    "monaco_collection_date",
    "monaco_collection_source_id",
]
OPTIONS = {
    "has_headers": True,
    "separator": ",",
    "quoting": '"',
    "encoding": "utf-8",
    "date_format": "%d/%m/%Y",
    "datetime_format": "",
    "float_thousand_separator": " ",
    "float_decimal_separator": ",",
    "advanced": False,
    "keep_matches": False,
    "name_create_enabled_fields": {},
    "import_skip_records": [],
    "import_set_empty_fields": [],
    "fallback_values": {},
    "skip": 0,
    "limit": 5000,
}
FIRST = [
    "Éloïse",
    "Zoé",
    "Gaëtan",
    "Anaïs",
    "Jean-Noël",
    "Chloé",
    "Loïc",
    "François",
    "Maëlle",
    "Noémie",
]
LAST = [
    "Léger",
    "D'Amico",
    "Pastorelli",
    "Sangiorgio",
    "Médecin",
    "Ördög",
    "Lefèvre-Béranger",
    "Ça",
    "Núñez",
    "Rey",
]
COUNT = 2000


def spreadsheet(source, rows=COUNT):
    """Return the text of the CSV: accents, duplicates, missing mails, and one date in a hundred that is none."""
    random.seed(1383)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    bad = 0
    for n in range(rows):
        name = f"{random.choice(FIRST)} {random.choice(LAST)} {n // 2 if n % 20 == 1 else n}"
        mail = "" if n % 7 == 0 else f"import.{n - 1 if n % 20 == 1 else n}@prospects.example"
        day = f"{1 + n % 28:02d}/{1 + n % 12:02d}/{2022 + n % 3}"
        if n % 100 == 50:
            day, bad = "31/02/2023", bad + 1
        writer.writerow(
            [
                f"__import__.p{n}",
                name,
                mail,
                f"+377 97 {n:06d}",
                f"{n} rue Grimaldi",
                "98000",
                "Monaco",
                "Monaco",
                day,
                source,
            ]
        )
    return out.getvalue(), bad


def load(env, text):
    """Run Odoo's import wizard on a CSV as the user of ``env``; return its messages and ids."""
    wizard = env["base_import.import"].create(
        {
            "res_model": "res.partner",
            "file": text.encode(),
            "file_type": "text/csv",
            "file_name": "prospects.csv",
        }
    )
    return wizard.execute_import(FIELDS, HEAD, OPTIONS)


@pytest.fixture(scope="module")
def house():
    house = House(f"test_import_{os.getpid()}")
    yield house
    house.drop()


@pytest.fixture(scope="module")
def source(house):
    with house.env() as env:
        return env["monaco.collection.source"].search([], limit=1).name


def count(env):
    env.cr.execute(
        "SELECT count(*) FROM res_partner WHERE email LIKE 'import.%' OR street LIKE '%rue Grimaldi'"
    )
    return env.cr.fetchone()[0]


def test_bad_dates_are_said_and_nothing_is_lost(house, source):
    """The import names the rows and the column that are wrong, and takes none of the file."""
    text, bad = spreadsheet(source)
    with house.env("admin") as env:
        result = load(env, text)
        assert bad == 20
        assert result["messages"], result
        assert not result.get("ids")
        said = " ".join(str(message) for message in result["messages"])
        assert "line 51" in said  # the first bad date, in the words of Odoo
    with house.env() as env:
        assert not count(env)


def test_engine_fields_cannot_be_imported(house):
    with house.env("admin") as env:
        result = env["res.partner"].load(["name", "monaco_deadline"], [["Someone", "2099-01-01"]])
        assert not result["ids"]
        assert result["messages"]


def test_imported_prospects_live_and_go(house, source):
    """Two thousand come in, are prospects from the day of collection, and go when their year is over."""
    text, _bad = spreadsheet(source)
    with house.env("admin") as env:
        result = load(env, text.replace("31/02/2023", "28/02/2023"))
        assert not result["messages"], result["messages"][:3]
        assert len(result["ids"]) == COUNT
    with house.env("admin") as env:
        everybody = env["res.company"].search([]).ids
        run = env["monaco.run"].with_context(allowed_company_ids=everybody)
        run = env["monaco.run"].browse(run.action_preview()["res_id"])
        imported = run.line_ids.filtered(lambda line: line.res_id in set(result["ids"]))
        assert len(imported) == COUNT
        assert set(imported.mapped("bucket")) == {"erase"}
        run.action_approve()
        run_id = run.id
    with house.env() as env:
        env.ref("crm_monaco.ir_cron_retention").method_direct_trigger()
    with house.env() as env:
        run = env["monaco.run"].browse(run_id)
        assert run.state == "done"
        assert run.done_count >= COUNT
        assert env["monaco.journal"]._verify_chain() == []
        assert not count(env)
        env.cr.execute(
            "SELECT count(*) FROM res_partner WHERE monaco_state = 'anonymised' AND id = ANY(%s)",
            [result["ids"]],
        )
        assert env.cr.fetchone()[0] == COUNT
        env.cr.execute(
            "SELECT count(*) FROM ir_model_data WHERE module = '__import__' AND name LIKE 'p%'"
        )
        print(f"{COUNT} imported, previewed, anonymised")
