"""`odoo monaco …` on a committed database: as a person in a terminal, and as a program, meets it."""

import json
import os
import re
import signal
import subprocess
import time

import pytest

from .residue.house import surroundings
from .test_faults import PERSONS, Fault

LONG = 240


def monaco(*words, code=0, lang="C"):
    """Run one command; return what it printed, after checking how it ended."""
    done = subprocess.run(
        ["odoo", "monaco", *map(str, words)],
        env=surroundings.complete({"LANG": lang, "LC_ALL": ""}),
        capture_output=True,
        text=True,
        timeout=LONG,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if "--json" in words else done.stdout + done.stderr


def wait_for(function):
    """Ask until there is an answer."""
    for _attempt in range(LONG * 20):
        if function():
            return
        time.sleep(0.05)
    raise TimeoutError(function)


@pytest.fixture(scope="module")
def fault():
    found = Fault(f"tmp_cli_{os.getpid()}")
    found.workers.stop()
    found.workers = None
    yield found
    found.drop()


def test_help_tells_the_commands_and_the_exit_codes():
    text = monaco("--help")
    for word in ("plan", "run", "verify", "why", "exit codes"):
        assert word in text
    assert "Execute the approved run" in monaco("run", "--help")


def test_usage():
    assert "required" in monaco("why", "-d", "x", code=2)
    assert "invalid choice" in monaco("erase", "everybody", code=2)


def test_no_such_database():
    assert "refused" in monaco("plan", "-d", "nobody_has_this_database", code=1)


def test_french_when_the_terminal_or_the_option_says_so():
    """Help, refusals and errors of the line; with --json the words are the same on every machine."""
    french = "fr_FR.UTF-8"
    text = monaco("--help", lang=french)
    for word in ("utilisation", "codes de sortie", "exécute l'aperçu approuvé", "COMMANDE"):
        assert word in text
    assert "exit codes" not in text
    assert "Exécute l'aperçu approuvé" in monaco("run", "--help", "--lang", "fr")
    assert "Execute the approved run" in monaco("run", "--help", "--lang=en", lang=french)
    assert "il manque" in monaco("why", "-d", "x", code=2, lang=french)
    assert "choix inconnu" in monaco("erase", "everybody", code=2, lang=french)
    assert "aucune base" in monaco("plan", "-d", "nobody_has_this_database", code=1, lang=french)
    assert "supérieur à zéro" in monaco("copy", "a", "b", "--scale", "0", code=2, lang=french)
    told = json.loads(monaco("copy", "a_b", "a_b", "--json", code=1, lang=french))
    assert told == {
        "ok": False,
        "message": "refused: the copy needs another name than its source; nothing is left of the copy",
    }


def test_from_preview_to_seal(fault):
    """Nothing is done before the approval, nor without --yes; Ctrl-C stops at a batch's end; then it goes on."""
    name = fault.house.name
    with fault.house.env() as env:
        env["res.company"].search([]).monaco_retention_on = False
    assert "retention is off" in monaco("run", "-d", name, "--yes", code=1)
    told = json.loads(monaco("plan", "-d", name, "--json"))
    assert told["plan"]["erase"]["count"] >= PERSONS
    assert told["run"] is None
    with fault.house.env() as env:
        assert not env["monaco.run"].search([]), "a plan nobody asked to keep was kept"
        env["res.company"].search([]).monaco_retention_on = True
    run_id = fault.plan()
    told = json.loads(monaco("run", "-d", name, "--json"))
    assert told["dry"]
    assert told["run"] == run_id
    assert not any(fault.states().values())

    process = subprocess.Popen(
        ["odoo", "monaco", "run", "-d", name, "--yes", "--json"],
        env=surroundings.complete(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(fault.backends)  # Odoo takes its time to start
    process.send_signal(signal.SIGINT)
    answer, progress = process.communicate(timeout=LONG)
    said = json.loads(answer)
    assert process.returncode == 1
    assert "Stopped" in said["message"]
    assert re.search(r"\d+ % · [\d,]+ of [\d,]+ persons", progress), progress
    assert said["state"] == "approved"
    assert said["remaining"] > 0
    states = fault.states()  # nobody is half erased
    assert 0 < sum(states.values()) < PERSONS

    said = json.loads(monaco("run", "-d", name, "--yes", "--json"))
    assert said["state"] == "done"
    fault.assert_over(run_id)
    verified = json.loads(monaco("verify", "-d", name, "--json"))
    assert verified["ok"]
    assert verified["head"] == said["head"]
    assert "Anonymised" in monaco("why", "-d", name, fault.ids[0])


def test_why(fault):
    name = fault.house.name
    with fault.house.env() as env:
        person = env["res.partner"].create({"name": "Zoé", "email": "zoe.cli@example.com"})
        env["crm.lead"].create({"name": "Devis", "partner_id": person.id})
        number = person.id
        env["monaco.retention"]._refresh_persons([number])
    told = json.loads(monaco("why", "-d", name, "ZOE.cli@example.com", "--json"))
    assert told["id"] == number
    assert told == json.loads(monaco("why", "-d", name, number, "--json", lang="fr_FR.UTF-8"))
    french = monaco("why", "-d", name, number, "--lang", "fr")
    assert f"Zoé (numéro {number})" in french
    assert "prochaine étape" in french
    assert "Prospect" in monaco("why", "-d", name, number)
    # exact: a part of an address is nobody's
    assert "nobody" in monaco("why", "-d", name, "cli@example.com", code=1)


def test_journal_that_was_changed(fault):
    with fault.house.env() as env:
        env.cr.execute(
            """ALTER TABLE monaco_journal DISABLE TRIGGER monaco_journal_append_only;
               UPDATE monaco_journal SET ground = 'client' WHERE id = (SELECT min(id) FROM monaco_journal);
               ALTER TABLE monaco_journal ENABLE ALWAYS TRIGGER monaco_journal_append_only"""
        )
    assert "was changed" in monaco("verify", "-d", fault.house.name, code=1)


def test_neutralised_copy_is_refused(fault):
    with fault.house.env() as env:
        env["ir.config_parameter"].set_param("database.is_neutralized", True)
        env["res.company"].search([]).monaco_retention_on = True
    assert "neutralised" in monaco("run", "-d", fault.house.name, "--yes", code=1)
