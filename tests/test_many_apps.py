"""With many of Odoo's apps at once, every field that can hold a person's data is declared."""

import os
import subprocess

from .residue.house import databases, surroundings

QUESTIONS = """
from odoo.addons.crm_monaco.engine import coverage
for question, found in coverage.read(env)._asdict().items():
    for row in found:
        print("UNDECLARED", question, ".".join(row))
print("MODULES", env["ir.module.module"].search_count([("state", "=", "installed")]))
print("HAS", *(model for model in WANTED if model in env))
"""
WANTED = (
    "product.wishlist",
    "pos.order",
    "hr.employee",
    "event.registration",
    "survey.user_input",
    "calendar.event",
    "im_livechat.channel",
    "project.task",
    "loyalty.card",
    "auditlog.log",
)


def test_everything_is_declared_with_many_apps():
    """An addon of Odoo that is installed beside ours brings nothing that erasure does not know."""
    databases.ensure("t_wide")
    name = databases.copy_as_it_is("t_wide", f"tmp_wide_{os.getpid()}")
    try:
        done = subprocess.run(
            ["odoo", "shell", "-d", name, "--no-http", "--log-level=error"],
            input=f"WANTED = {WANTED!r}\n{QUESTIONS}",
            text=True,
            capture_output=True,
            env=surroundings.complete(),
            check=False,
        )
    finally:
        databases.drop(name)
    lines = done.stdout.splitlines()
    undeclared = [line for line in lines if line.startswith("UNDECLARED")]
    assert not undeclared, "declare them in engine/holdings:\n" + "\n".join(undeclared)
    counts = [int(line.split()[1]) for line in lines if line.startswith("MODULES")]
    assert counts and counts[0] > 150, done.stderr
    assert f"HAS {' '.join(WANTED)}" in lines
