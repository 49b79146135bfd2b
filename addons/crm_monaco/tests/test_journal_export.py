import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import zipfile

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..engine import chain, journal_export
from ..tools import verify_journal
from .test_guards import GuardCase
from .test_run import RunCase

SCRIPT = pathlib.Path(verify_journal.__file__)


class ExportCase(RunCase):
    def make_two_runs(self):
        self.make_prospects(3)
        self.retention_on()
        first = self.run_nightly()
        self.make_prospects(2)
        return first, self.run_nightly()

    def export(self):
        """Return the head and the file."""
        stream = io.BytesIO()
        return journal_export.write(self.env, stream), stream.getvalue()


class Sealed:
    """What a file knows of a run when the database is gone."""

    def __init__(self, run):
        self.id, self.head = run.id, run.head


@tagged("-at_install", "post_install")
class TestExportedFile(ExportCase):
    """The file verifies without Odoo, names nobody, and shows every way of touching it."""

    made = None  # once for all: these tests only need the file

    def setUp(self):
        super().setUp()
        if not self.made:
            first, second = self.make_two_runs()
            head, raw = self.export()
            lines = self.env["monaco.journal"].search_count([])
            type(self).made = Sealed(first), Sealed(second), head, raw, lines
        self.first, self.second, self.head, self.raw, self.lines = self.made
        self.records = [json.loads(line) for line in self.raw.splitlines()]

    def find(self, kind, **values):
        """Return the place of the first record of a kind, of our own runs."""
        for place, record in enumerate(self.records):
            if next(iter(record)) == kind and all(record[k] == v for k, v in values.items()):
                return place
        raise KeyError(kind)

    def batch_of(self, run):
        place = self.find("batch", run=run.id)
        return place, self.records[place]

    def verify(self, records=None, head=None, raw=None, honest=True):
        """Verify records as somebody would have sealed the file anew (``honest``: with its right sum)."""
        if raw is None:
            records = list(self.records if records is None else records)
            lines = [json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in records]
            if honest and "end" in records[-1]:
                lines = self._close(records, lines)
            raw = b"".join(lines)
        found = verify_journal.verify(io.BytesIO(raw), head)
        return verify_journal.report(found) if found.problems else []

    def _close(self, records, lines):
        names = [next(iter(one)) for one in records]
        end = {
            **records[-1],
            "end": {
                "runs": names.count("run"),
                "batches": names.count("batch"),
                "lines": names.count("line") + names.count("stray"),
            },
            "sha256": verify_journal.hashlib.sha256(b"".join(lines[:-1])).hexdigest(),
        }
        return [*lines[:-1], json.dumps(end, separators=(",", ":")).encode() + b"\n"]

    def assertFound(self, pattern, *args, **kwargs):
        found = "\n".join(self.verify(*args, **kwargs))
        self.assertRegex(found, "does NOT fit")
        self.assertRegex(found, pattern)
        return found

    def test_same_seal_as_the_engine(self):
        for length in range(4):
            digests = [f"{random.getrandbits(256):064x}" for _one in range(length)]
            header = {"run": 5, "today": "2026-01-01", "done": length, "skipped": 3}
            self.assertEqual(
                verify_journal.seal(chain.GENESIS, header, digests),
                chain.seal(chain.GENESIS, header, digests),
            )

    def test_whole(self):
        self.assertEqual(self.verify(raw=self.raw), [])
        self.assertEqual(self.verify(raw=self.raw, head=self.second.head), [])
        self.assertEqual(self.verify(raw=self.raw, head=self.first.head), [])
        self.assertEqual(self.head, self.second.head)
        self.assertEqual(
            len([one for one in self.records if "line" in one]),
            self.lines,
        )

    def test_names_nobody(self):
        text = self.raw.decode()
        for word in ("Prospect", "@", self.company.name, self.env.user.name):
            self.assertNotIn(word, text)
        for record in self.records:
            if "line" in record:
                self.assertRegex(
                    record["line"], r"^\d+\|\d+\|[a-z_.]+\|\d+\|[a-z]+\|[a-z_]+\|[\d :-]{19}$"
                )

    def test_changed_line(self):
        place, batch = self.batch_of(self.first)
        line = self.records[place + 1]["line"]
        for old, new in (("erase", "archive"), ("prospect", "client"), (line[-1], "x")):
            records = list(self.records)
            records[place + 1] = {"line": new.join(line.rsplit(old, 1))}
            self.assertFound(
                rf"Run {self.first.id}, batch {batch['batch']}: its lines were changed", records
            )
        records[place + 1] = {"line": line.replace("|", "|9", 1)}
        self.assertFound(rf"Line {place + 2}: it belongs to another batch", records)

    def test_deleted_line(self):
        place, batch = self.batch_of(self.first)
        records = [one for at, one in enumerate(self.records) if at != place + 1]
        self.assertFound(rf"batch {batch['batch']}: 3 persons, 2 lines: .*deleted", records)

    def test_added_line(self):
        place, batch = self.batch_of(self.first)
        records = [*self.records[: place + 1], self.records[place + 1], *self.records[place + 1 :]]
        self.assertFound(rf"batch {batch['batch']}: 3 persons, 4 lines: a line was added", records)
        records = [*self.records[:-1], {"stray": "1|2|x|3|erase|x|y"}, self.records[-1]]
        self.assertFound("no batch wrote it", records)

    def test_reordered_lines(self):
        place, batch = self.batch_of(self.first)
        records = list(self.records)
        records[place + 1], records[place + 2] = records[place + 2], records[place + 1]
        self.assertFound(rf"batch {batch['batch']}: its lines were changed or put in", records)

    def test_line_moved_to_another_batch(self):
        place, _batch = self.batch_of(self.first)
        other, _batch = self.batch_of(self.second)
        records = list(self.records)
        records.insert(other, records.pop(place + 1))
        self.assertFound("belongs to another batch", records)

    def test_digest_rewritten_too(self):
        place, batch = self.batch_of(self.first)
        records = list(self.records)
        records[place + 1] = {"line": records[place + 1]["line"].replace("prospect", "client")}
        lines = [one["line"] for one in records[place + 1 : place + 4]]
        records[place] = {**batch, "digest": chain.digest(lines)}
        self.assertFound(rf"Run {self.first.id}: its seal does not fit", records)
        # … and the seal: the next run does not follow it
        at = self.find("run", run=self.first.id)
        header = {key: records[at][key] for key in ("run", "today", "done", "skipped")}
        head = chain.seal(records[at]["previous"], header, [records[place]["digest"]])
        records[at] = {**records[at], "head": head}
        self.assertFound(rf"Run {self.second.id}: it does not hang from the chain", records)

    def test_removed_run(self):
        start = self.find("run", run=self.first.id)
        stop = self.find("run", run=self.second.id)
        records = self.records[:start] + self.records[stop:]
        self.assertFound(rf"Run {self.second.id}: it does not hang", records)

    def test_removed_last_run(self):
        """A chain without its end is a chain: only a head known from elsewhere tells."""
        stop = self.find("run", run=self.second.id)
        records = [*self.records[:stop], {**self.records[-1], "head": self.first.head}]
        self.assertEqual(self.verify(records), [])
        self.assertFound("is not in the chain: the end was cut off", records, self.second.head)
        records[-1] = self.records[-1]
        self.assertFound("another head than the chain's", records)

    def test_run_twice(self):
        place = self.find("run", run=self.second.id)
        records = [*self.records[:-1], *self.records[place:]]
        del records[len(self.records) - 1 + (len(self.records) - 1 - place) :]
        records.append(self.records[-1])
        self.assertFound(rf"Run {self.second.id}: it is there twice", records)

    def test_truncated(self):
        for cut in (1, 30, len(self.raw) // 2, len(self.raw) - 5):
            self.assertFound("truncated|not an export", raw=self.raw[:-cut])
        self.assertFound("truncated", self.records[:-1])

    def test_malformed(self):
        self.assertFound("not an export", raw=b"")
        for raw in (b"\x00\xff\n", b"[1]\n", b"{}\n", b'{"run": "x"}\n', b"[" * 9000 + b"\n"):
            self.assertFound("not an export", raw=raw)
            middle = self.raw.index(b"\n") + 1
            raw = self.raw[:middle] + raw + self.raw[middle:]
            self.assertFound("Line 2: .*malformed", raw=raw)
        place, batch = self.batch_of(self.first)
        for wrong in (
            {"done": -1},
            {"done": True},
            {"digest": "x" * 64},
            {"digest": None},
            {"more": 1},
        ):
            records = list(self.records)
            records[place] = {**batch, **wrong}
            self.assertFound(rf"Line {place + 1}: .*malformed", records)
        self.assertFound("something follows the end", raw=self.raw + b"{}\n")
        self.assertFound("truncated", raw=self.raw[:200] + b" " * 200_000 + self.raw[200:])

    def test_touched_anywhere_is_found(self):
        """One character changed, whichever it is, is found."""
        random.seed(1)
        for _time in range(150):
            at = random.randrange(len(self.raw))
            other = bytes([self.raw[at] ^ (1 << random.randrange(7))])
            self.assertTrue(self.verify(raw=self.raw[:at] + other + self.raw[at + 1 :]), at)

    def test_every_sentence_has_its_french(self):
        source = SCRIPT.read_text()
        noted = set(re.findall(r'note\(\s*"([^"]+)"', source))
        self.assertGreater(len(noted), 12)
        self.assertFalse(noted - set(verify_journal.FRENCH))
        for english, french in verify_journal.FRENCH.items():
            self.assertEqual(
                sorted(re.findall(r"{\w+}", english)), sorted(re.findall(r"{\w+}", french))
            )


@tagged("-at_install", "post_install")
class TestJournalExport(ExportCase):
    """What the database holds is what the file tells."""

    def test_run_not_closed_yet(self):
        self.make_prospects(2)
        run = self.preview_by(1)
        run._approve()
        worker = self.make_worker(run)
        worker.execute(*worker.claim())
        found = verify_journal.verify(io.BytesIO(self.export()[1]))
        self.assertEqual((found.problems, found.open), ([], 1))
        self.assertIn("1 runs are not closed yet", "\n".join(verify_journal.report(found)))

    def test_touched_database_shows_in_the_export(self):
        first, _second = self.make_two_runs()
        self.env.cr.execute("ALTER TABLE monaco_journal DISABLE TRIGGER USER")
        batch = first.batch_ids
        self.env.cr.execute(
            "UPDATE monaco_journal SET batch_id = 999999 WHERE id ="
            " (SELECT min(id) FROM monaco_journal WHERE batch_id = %s)",
            [batch.id],
        )
        found = verify_journal.verify(io.BytesIO(self.export()[1]))
        said = "\n".join(verify_journal.report(found))
        self.assertIn("no batch wrote it", said)
        self.assertIn(f"batch {batch.id}: 3 persons, 2 lines", said)

    def test_script_alone(self):
        """The script of the zip, without Odoo: exit code and words, in both languages."""
        self.make_two_runs()
        head = self.env["monaco.run"]._get_head()
        with tempfile.TemporaryDirectory() as folder:
            archive = pathlib.Path(folder, "journal.zip")
            with archive.open("wb") as stream:
                journal_export.write_zip(self.env, stream)
            with zipfile.ZipFile(archive) as opened:
                opened.extractall(folder)
            self.assertIn("LISEZMOI.txt", os.listdir(folder))
            self.assertEqual(self._run(folder, "journal.zip")[0], 0)
            code, said = self._run(folder, "journal.jsonl", "--lang", "fr", "--head", head)
            self.assertEqual(code, 0)
            self.assertIn("Le journal est intact", said)
            self.assertIn(head, said)
            pathlib.Path(folder, "cut.zip").write_bytes(archive.read_bytes()[:-40])
            damaged = bytearray(archive.read_bytes())
            damaged[120] ^= 255  # in the first file, the journal
            pathlib.Path(folder, "damaged.zip").write_bytes(damaged)
            lines = pathlib.Path(folder, "journal.jsonl").read_bytes().splitlines(True)
            pathlib.Path(folder, "short.jsonl").write_bytes(b"".join(lines[:-2] + lines[-1:]))
            for name, words in (
                ("cut.zip", "endommagé"),
                ("damaged.zip", "endommagé|ne peut pas être lu"),
                ("short.jsonl", "La fin annonce"),
                ("absent", "ne peut pas être lu"),
            ):
                code, said = self._run(folder, name, "--lang", "fr")
                self.assertEqual((code, bool(re.search(words, said))), (1, True), said)
                self.assertNotIn("Traceback", said)

    def _run(self, folder, *arguments):
        done = subprocess.run(
            [sys.executable, "-I", "-S", "verify_journal.py", *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            env={"PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        )
        return done.returncode, done.stdout + done.stderr


@tagged("-at_install", "post_install")
class TestJournalDownload(GuardCase, HttpCase):
    """The button: the person in charge downloads, nobody else."""

    def test_download(self):
        person = self.make_prospect("Partie Loin", self.years(2), email="partie@example.com")
        self.retention_on()
        self.run_nightly()
        self.assertErased(person)
        action = self.rpc(self.dpo, "monaco.journal", "action_export", [])
        self.authenticate(self.dpo.login, self.dpo.login)
        answer = self.url_open(action["url"], timeout=60)
        self.assertEqual(answer.status_code, 200)
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            raw = archive.read("journal.jsonl")
            self.assertEqual(archive.read("verify_journal.py"), SCRIPT.read_bytes())
        self.assertEqual(verify_journal.verify(io.BytesIO(raw)).problems, [])
        self.assertIn(f"|res.partner|{person.id}|erase|".encode(), raw)

    # the page that refuses asks for bundles; Debian's Odoo lacks one of their files
    @mute_logger("odoo.addons.base.models.assetsbundle")
    def test_refused(self):
        for user in (self.sales, self.admin, self.portal):
            with self.assertRefused():
                self.rpc(user, "monaco.journal", "action_export", [])
            self.authenticate(user.login, user.login)
            answer = self.url_open("/crm_monaco/journal")
            self.assertEqual(answer.status_code, 403)
            self.assertNotIn(b"jsonl", answer.content)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/crm_monaco/journal").url)
