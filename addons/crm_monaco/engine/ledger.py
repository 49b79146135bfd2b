"""What was erased, kept outside the database: numbers only, so that a restored backup can be erased again.

One JSON object a line, each chained to the line before; written after the commit of each batch, and
reconciled from the journal at the next run, so that a crash in between loses nothing.  Plain
functions and files: nothing here knows Odoo.
"""
# pylint: disable=prefer-env-translation  # there is no environment here

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager, suppress
from pathlib import Path

GENESIS = "0" * 64
MODE = 0o600
# what this process knows of a file it wrote itself: {path: (size, last seal, digests)}
_read = {}


def _(text):
    """Mark a sentence that whoever catches it says in their language."""
    return text


class Broken(Exception):
    """The file is not what was written; ``args[0]`` is a sentence with a place for the line's number."""

    def __init__(self, sentence, line):
        super().__init__(sentence)
        self.line = line

    def __str__(self):
        return self.args[0] % {"line": self.line}

    def say(self, words):
        """Return the sentence as ``words(sentence, line=…)`` says it."""
        return words(self.args[0], line=self.line)


class Ledger:
    """The ledger of one database, in one file.

    :param path: the file; made with its folder when the first line is written
    :param str database: identity of the database (its ``database.uuid``)
    """

    def __init__(self, path, database):
        self.path, self.database = Path(path), database

    def read(self):  # pylint: disable=method-required-super
        """Return the entries, after checking each line and whose they are.

        A last line that was cut by a crash is left out: its batch is written again from the journal.

        :raise Broken: a line was changed, taken out or put in, or tells of another database
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return self._parse(data)[0]

    def append(self, entries):
        """Write entries that are not there yet, and wait until the disk has them.

        :param list entries: dicts with a ``digest`` that tells a batch from any other
        :return: number of entries written
        """
        with self._locked() as stream:
            whole, previous, written = self._known(stream)
            stream.seek(whole)
            stream.truncate()
            fresh = [entry for entry in entries if entry["digest"] not in written]
            for entry in fresh:
                line, previous = self._line(entry, previous)
                stream.write(line)
                written.add(entry["digest"])
            stream.flush()
            os.fsync(stream.fileno())
            _read[self.path, self.database] = (stream.tell(), previous, written)
        return len(fresh)

    def _known(self, stream):
        """Return where the last whole line ends, its seal, and the digests; read again if others wrote."""
        size = stream.seek(0, os.SEEK_END)
        known = _read.get((self.path, self.database))
        if known and known[0] == size:
            return known
        stream.seek(0)
        entries, previous, whole = self._parse(stream.read())
        return whole, previous, {entry["digest"] for entry in entries}

    def _line(self, entry, previous):
        body = {"db": self.database, **entry, "previous": previous}
        seal = _seal(body)
        return json.dumps({**body, "seal": seal}, sort_keys=True).encode() + b"\n", seal

    @contextmanager
    def _locked(self):
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, MODE)
        with os.fdopen(handle, "r+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            with suppress(PermissionError):  # somebody else's file: theirs to protect
                os.fchmod(stream.fileno(), MODE)
            yield stream

    def _parse(self, data):
        """Return the entries, the last seal, and where the last whole line ends."""
        whole = data.rfind(b"\n") + 1
        entries, previous = [], GENESIS
        for number, line in enumerate(data[:whole].splitlines(), 1):
            try:
                entry = json.loads(line)
                seal = entry.pop("seal")
            except (ValueError, KeyError, AttributeError):
                raise Broken(_("line %(line)s cannot be read"), number) from None
            if entry.get("previous") != previous or _seal(entry) != seal:
                raise Broken(_("line %(line)s does not follow the line before"), number)
            if entry.get("db") != self.database:
                raise Broken(_("line %(line)s tells of another database"), number)
            entries.append(entry)
            previous = seal
        return entries, previous, whole


def _seal(body):
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
