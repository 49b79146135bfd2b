"""Write the journal into one file that can be verified without Odoo.

The format is described in ``tools/verify_journal.py``, which goes with the export.  Numbers, codes,
counts and digests: nobody is named.
"""

import hashlib
import json
import pathlib
import zipfile

from odoo import fields
from odoo.tools import SQL

from .batch_notes import batch_line, batch_lines

SCRIPT = pathlib.Path(__file__).parents[1] / "tools" / "verify_journal.py"
READ_ME = pathlib.Path(__file__).parents[1] / "tools" / "verify_journal.txt"


class _Lines:
    """A file of JSON lines that knows its own sum."""

    def __init__(self, stream):
        self.stream, self.sum = stream, hashlib.sha256()

    def add(self, **record):
        raw = json.dumps(record, separators=(",", ":")).encode() + b"\n"
        self.sum.update(raw)
        self.stream.write(raw)


def write(env, stream):
    """Write the journal to ``stream``, batch by batch: memory does not grow with it.

    :param env: environment whose transaction sees one moment; the caller checked who may do this
    :return: head of the chain
    """
    env = env(su=True)
    env.flush_all()
    lines, runs = _Lines(stream), _in_order(env)
    counts = {"runs": len(runs), "batches": 0, "lines": 0}
    lines.add(monaco_journal=1, exported=fields.Datetime.to_string(fields.Datetime.now()))
    head = "0" * 64
    for run in runs:
        lines.add(
            **run._get_header(),
            state=run.state,
            previous=run.previous_head or None,
            head=run.head or None,
        )
        head = run.head or head
        for batch in run.batch_ids.filtered(lambda batch: batch.state == "done").sorted("id"):
            counts["batches"] += 1
            lines.add(
                batch=batch.id,
                run=run.id,
                action=batch.action,
                done=batch.done,
                skipped=batch.skipped,
                digest=batch.digest,
            )
            for (text,) in env.execute_query(batch_lines(batch.id)):
                counts["lines"] += 1
                lines.add(line=text)
    for (text,) in env.execute_query(_strays()):
        counts["lines"] += 1
        lines.add(stray=text)
    lines.add(end=counts, head=head, sha256=lines.sum.hexdigest())
    return head


def write_zip(env, stream):
    """Write the journal, the script that verifies it and a word on how, into one zip."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("journal.jsonl", "w", force_zip64=True) as member:
            head = write(env, member)
        archive.write(SCRIPT, SCRIPT.name)
        archive.write(READ_ME, "LISEZMOI.txt")
    return head


def _in_order(env):
    """Return the runs that did something, in the order of the chain; those not closed come last."""
    runs = env["monaco.run"].search([("batch_ids.state", "=", "done")], order="id")
    runs |= env["monaco.run"].search([("head", "!=", False)], order="id")
    after = {run.previous_head: run for run in runs if run.head}
    ordered, head = runs.browse(), "0" * 64
    while head in after and after[head] not in ordered:
        ordered += after[head]
        head = after[head].head
    return ordered + (runs - ordered)


def _strays():
    """SELECT the lines that no batch accounts for."""
    return SQL(
        """SELECT %s FROM monaco_journal j
            WHERE NOT EXISTS (SELECT FROM monaco_batch b JOIN monaco_run r ON r.id = b.run_id
                               WHERE b.id = j.batch_id AND b.run_id = j.run_id AND b.state = 'done')
            ORDER BY j.id""",
        batch_line("j"),
    )
