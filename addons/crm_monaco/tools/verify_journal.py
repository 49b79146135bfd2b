#!/usr/bin/env python3
"""Verify an export of the journal: no Odoo, no library, this one file.

    python3 verify_journal.py EXPORT [--head HEAD] [--lang fr]

EXPORT is the zip that the button *Export the journal* gives, or the ``journal.jsonl`` in it.  The
exit code is 0 when everything fits, 1 when something does not, 2 when the command is wrong.

The format, one JSON object a line:

    {"monaco_journal": 1, "exported": "2026-11-25 08:00:00"}
    {"run": 3, "today": "2026-11-24", "done": 2, "skipped": 0, "state": "done",
     "previous": "<64 hexadecimal digits>", "head": "<64 hexadecimal digits>"}
    {"batch": 7, "run": 3, "action": "erase", "done": 2, "skipped": 0, "digest": "<64 hexadecimal digits>"}
    {"line": "3|7|res.partner|55|erase|prospect|2026-11-24 01:30:00"}
    {"line": "3|7|res.partner|56|erase|prospect|2026-11-24 01:30:00"}
    {"end": {"runs": 1, "batches": 1, "lines": 2}, "head": "<64 hexadecimal digits>", "sha256": "<of all above>"}

A line is run|batch|model|number|action|ground|time (UTC).  It follows its batch, which follows its
run.  ``{"stray": "…"}`` is a line that no batch of a run accounts for.

    digest of a batch  sha256 of its lines joined by a newline (of nothing when it has none)
    head of a run      sha256 of the JSON text [previous head, {"done", "run", "skipped", "today"},
                       [digests of its batches]] with sorted keys, no blanks, ASCII only
    previous head      of the first run: 64 zeros

The chain shows that nothing inside it was changed; only a head known from elsewhere, such as that
printed on a certificate, shows that nothing was cut off its end: give it with ``--head``.
"""

import argparse
import hashlib
import io
import json
import os
import sys
import zipfile

GENESIS = "0" * 64
MEMBER = "journal.jsonl"
LONGEST = 100_000  # characters of a line; the longest that an export has is some hundreds

FRENCH = {
    "The file cannot be read: {error}.": "Le fichier ne peut pas être lu : {error}.",
    "The zip file is damaged or holds no journal.": "Le fichier zip est endommagé ou ne contient pas de journal.",
    "Line {n}: it is not what an export holds (malformed).": (
        "Ligne {n} : ce n'est pas ce que contient un export (mal formée)."
    ),
    "Line {n}: it is not in its place.": "Ligne {n} : elle n'est pas à sa place.",
    "The file is not an export of the journal.": "Le fichier n'est pas un export du journal.",
    "The file stops before its end: it is truncated.": "Le fichier s'arrête avant sa fin : il est tronqué.",
    "Line {n}: something follows the end.": "Ligne {n} : quelque chose suit la fin.",
    "The end announces {told} {what}, the file holds {found}.": (
        "La fin annonce {told} {what}, le fichier en contient {found}."
    ),
    "The file was changed after it was exported.": "Le fichier a été modifié après l'export.",
    "The end announces another head than the chain's.": "La fin annonce une autre tête que celle de la chaîne.",
    "Run {run}: it is there twice.": "Passage {run} : il y est deux fois.",
    "Run {run}: another run follows the same one.": "Passage {run} : un autre suit le même.",
    "Run {run}: its seal does not fit what it did.": (
        "Passage {run} : son sceau ne correspond pas à ce qu'il a fait."
    ),
    "Run {run}: it does not hang from the chain; a run before it was removed or changed.": (
        "Passage {run} : il ne tient pas à la chaîne ; un passage précédent a été retiré ou modifié."
    ),
    "Run {run}: it counts {told} persons, its batches {found}.": (
        "Passage {run} : il compte {told} personnes, ses lots {found}."
    ),
    "Run {run}, batch {batch}: it is there twice.": "Passage {run}, lot {batch} : il y est deux fois.",
    "Run {run}, batch {batch}: {told} persons, {found} lines: a line was added or deleted.": (
        "Passage {run}, lot {batch} : {told} personnes, {found} lignes : une ligne a été ajoutée ou supprimée."
    ),
    "Run {run}, batch {batch}: its lines were changed or put in another order.": (
        "Passage {run}, lot {batch} : ses lignes ont été modifiées ou mises dans un autre ordre."
    ),
    "Line {n}: it belongs to another batch than the one it follows.": (
        "Ligne {n} : elle appartient à un autre lot que celui qu'elle suit."
    ),
    "Line {n}: no batch wrote it.": "Ligne {n} : aucun lot ne l'a écrite.",
    "The head {head} is not in the chain: the end was cut off, or this is another journal.": (
        "La tête {head} n'est pas dans la chaîne : la fin a été coupée, ou c'est un autre journal."
    ),
    "The journal is whole: {runs} runs, {batches} batches, {lines} lines.": (
        "Le journal est intact : {runs} passages, {batches} lots, {lines} lignes."
    ),
    "{open} runs are not closed yet: their batches fit, nothing seals them.": (
        "{open} passages ne sont pas clos : leurs lots sont justes, rien ne les scelle encore."
    ),
    "Head of the chain: {head}": "Tête de la chaîne : {head}",
    "The journal does NOT fit: {count} problems.": "Le journal N'EST PAS intact : {count} anomalies.",
    "runs": "passages",
    "batches": "lots",
    "lines": "lignes",
}


def seal(previous, header, digests):
    """Return the head of the chain after a run."""
    text = json.dumps([previous, header, digests], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Malformed(Exception):
    """A line is not what the format says."""


def _hexadecimal(value):
    return isinstance(value, str) and len(value) == 64 and not set(value) - set("0123456789abcdef")


def _number(value):
    return type(value) is int and value >= 0


def _text(value):
    return isinstance(value, str)


def _head(value):
    return value is None or _hexadecimal(value)


SHAPES = {
    "monaco_journal": {"monaco_journal": _number, "exported": _text},
    "run": {
        "run": _number,
        "today": _text,
        "done": _number,
        "skipped": _number,
        "state": _text,
        "previous": _head,
        "head": _head,
    },
    "batch": {
        "batch": _number,
        "run": _number,
        "action": _text,
        "done": _number,
        "skipped": _number,
        "digest": _hexadecimal,
    },
    "line": {"line": _text},
    "stray": {"stray": _text},
    "end": {"end": lambda value: isinstance(value, dict), "head": _hexadecimal, "sha256": _text},
}


def read(raw):
    """Return ``(kind, record)`` of one line of the file."""
    try:
        record = json.loads(raw)
        kind = next(iter(record))
        shape = SHAPES[kind]
        if set(record) != set(shape) or not all(shape[key](record[key]) for key in shape):
            raise Malformed
    except (ValueError, KeyError, TypeError, StopIteration, RecursionError):
        raise Malformed from None
    return kind, record


class Verification:
    """Reads a journal from its beginning to its end and notes what does not fit.

    ``problems`` is a list of ``(sentence, values)``; :func:`words` makes text of them.
    """

    def __init__(self):
        self.problems, self.heads = [], {GENESIS}
        self.counts = {"runs": 0, "batches": 0, "lines": 0}
        self.head, self.open = GENESIS, 0
        self.runs, self.batches, self.known = {}, set(), set()
        self.run = self.batch = None
        self.whole = hashlib.sha256()
        self.ended = False

    def note(self, sentence, **values):
        self.problems.append((sentence, values))

    # ------------------------------------------------------------------ reading

    def feed(self, stream):
        """Read lines of bytes."""
        number = 0
        for number, raw in enumerate(iter(lambda: stream.readline(LONGEST), b""), 1):
            if self.ended:
                self.note("Line {n}: something follows the end.", n=number)
                break
            if not raw.endswith(b"\n"):
                break  # cut in the middle, or too long to be ours
            try:
                kind, record = read(raw)
            except Malformed:
                if number == 1:
                    break
                self.note("Line {n}: it is not what an export holds (malformed).", n=number)
                self.whole.update(raw)
                continue
            if (number == 1) != (kind == "monaco_journal"):
                if number == 1:
                    break
                self.note("Line {n}: it is not in its place.", n=number)
            else:
                getattr(self, f"_on_{kind}")(number, record)
            self.whole.update(raw)
        else:
            number += 1
        if number <= 1:
            self.note("The file is not an export of the journal.")
        elif not self.ended:
            self.note("The file stops before its end: it is truncated.")
        self._close_batch()
        self._follow()

    def _on_monaco_journal(self, number, record):
        if record["monaco_journal"] != 1:
            self.note("The file is not an export of the journal.")

    def _on_run(self, number, record):
        self._close_batch()
        self.run = {**record, "digests": [], "found": [0, 0]}
        self.counts["runs"] += 1
        if record["run"] in self.runs:
            self.note("Run {run}: it is there twice.", run=record["run"])
        self.runs[record["run"]] = self.run

    def _on_batch(self, number, record):
        self._close_batch()
        self.counts["batches"] += 1
        if self.run is None or record["run"] != self.run["run"]:
            self.note("Line {n}: it is not in its place.", n=number)
            return
        if record["batch"] in self.batches:
            self.note("Run {run}, batch {batch}: it is there twice.", **self._of(record))
        self.batches.add(record["batch"])
        self.run["digests"].append(record["digest"])
        self.run["found"][0] += record["done"]
        self.run["found"][1] += record["skipped"]
        self.batch = {**record, "lines": 0, "sum": hashlib.sha256()}

    def _on_line(self, number, record):
        self.counts["lines"] += 1
        batch = self.batch
        if batch is None:
            self.note("Line {n}: no batch wrote it.", n=number)
            return
        text = record["line"]
        if text.count("|") < 6 or not text.startswith(f"{batch['run']}|{batch['batch']}|"):
            self.note("Line {n}: it belongs to another batch than the one it follows.", n=number)
        batch["sum"].update((b"\n" if batch["lines"] else b"") + text.encode())
        batch["lines"] += 1

    def _on_stray(self, number, record):
        self._close_batch()
        self.counts["lines"] += 1
        self.note("Line {n}: no batch wrote it.", n=number)

    def _on_end(self, number, record):
        self._close_batch()
        self.ended = True
        for what, found in self.counts.items():
            told = record["end"].get(what)
            if told != found:
                self.note(
                    "The end announces {told} {what}, the file holds {found}.",
                    told=told,
                    what=what,
                    found=found,
                )
        if record["sha256"] != self.whole.hexdigest():
            self.note("The file was changed after it was exported.")
        self.told = record["head"]

    @staticmethod
    def _of(batch):
        return {"run": batch["run"], "batch": batch["batch"]}

    def _close_batch(self):
        batch, self.batch = self.batch, None
        if batch is None:
            return
        if batch["lines"] != batch["done"]:
            self.note(
                "Run {run}, batch {batch}: {told} persons, {found} lines: a line was added or deleted.",
                told=batch["done"],
                found=batch["lines"],
                **self._of(batch),
            )
        elif batch["sum"].hexdigest() != batch["digest"]:
            self.note(
                "Run {run}, batch {batch}: its lines were changed or put in another order.",
                **self._of(batch),
            )

    # ------------------------------------------------------------------ the chain

    def _follow(self):
        """Follow the chain from its beginning, then tell what hangs from nothing."""
        following = {}
        for run in self.runs.values():
            if [run["done"], run["skipped"]] != run["found"]:
                self.note(
                    "Run {run}: it counts {told} persons, its batches {found}.",
                    run=run["run"],
                    told=run["done"] + run["skipped"],
                    found=sum(run["found"]),
                )
            if run["head"] is None:
                self.open += 1
                continue
            header = {key: run[key] for key in ("run", "today", "done", "skipped")}
            if run["head"] != seal(run["previous"] or "", header, run["digests"]):
                self.note("Run {run}: its seal does not fit what it did.", run=run["run"])
            if run["previous"] in following:
                self.note("Run {run}: another run follows the same one.", run=run["run"])
            following[run["previous"]] = run
        reached = set()
        while self.head in following and self.head not in reached:
            reached.add(self.head)
            self.head = following[self.head]["head"]
            self.heads.add(self.head)
        for run in self.runs.values():
            if run["head"] is not None and run["previous"] not in reached:
                self.note(
                    "Run {run}: it does not hang from the chain; a run before it was removed or changed.",
                    run=run["run"],
                )
        if self.ended and self.told != self.head:
            self.note("The end announces another head than the chain's.")


def verify(stream, head=None):
    """Verify an export.

    :param stream: binary file of the lines
    :param str head: a head that must be in the chain, as printed on a certificate
    :rtype: Verification
    """
    verification = Verification()
    verification.feed(stream)
    if head and head.strip().lower() not in verification.heads:
        verification.note(
            "The head {head} is not in the chain: the end was cut off, or this is another journal.",
            head=head,
        )
    return verification


def verify_file(path, head=None):
    """The same of a file, the zip or the lines in it."""
    try:
        with open(path, "rb") as stream:
            if stream.read(2) != b"PK":
                stream.seek(0)
                return verify(stream, head)
        with zipfile.ZipFile(path) as archive, archive.open(MEMBER) as member:
            return verify(io.BufferedReader(member), head)
    except OSError as error:
        problem = ("The file cannot be read: {error}.", {"error": error.strerror or error})
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError, RuntimeError, ValueError):
        problem = ("The zip file is damaged or holds no journal.", {})
    except Exception as error:  # zlib.error: the members are read as they are needed
        problem = ("The file cannot be read: {error}.", {"error": error})
    verification = Verification()
    verification.problems.append(problem)
    return verification


def words(problem, lang="en"):
    """Return one sentence."""
    sentence, values = problem
    values = {
        key: FRENCH.get(v, v) if lang == "fr" and key == "what" else v for key, v in values.items()
    }
    return (FRENCH[sentence] if lang == "fr" else sentence).format(**values)


def report(verification, lang="en"):
    """Return the sentences that tell what was found."""
    problems = verification.problems
    if problems:
        told = [
            ("The journal does NOT fit: {count} problems.", {"count": len(problems)}),
            *problems,
        ]
        return [words(one, lang) for one in told]
    told = [
        (
            "The journal is whole: {runs} runs, {batches} batches, {lines} lines.",
            verification.counts,
        )
    ]
    if verification.open:
        told.append(
            (
                "{open} runs are not closed yet: their batches fit, nothing seals them.",
                {"open": verification.open},
            )
        )
    told.append(("Head of the chain: {head}", {"head": verification.head}))
    return [words(one, lang) for one in told]


def main(arguments=None):
    """Verify the file of the command line; return the exit code."""
    spoken = (
        os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    )
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("export", help="the zip of the button, or its journal.jsonl")
    parser.add_argument(
        "--head", help="a head that must be in the chain, as a certificate prints it"
    )
    parser.add_argument(
        "--lang", choices=("en", "fr"), default="fr" if spoken[:2] == "fr" else "en"
    )
    options = parser.parse_args(arguments)
    verification = verify_file(options.export, options.head)
    out = sys.stderr if verification.problems else sys.stdout
    out.write("\n".join(report(verification, options.lang)) + "\n")
    return 1 if verification.problems else 0


if __name__ == "__main__":
    sys.exit(main())
