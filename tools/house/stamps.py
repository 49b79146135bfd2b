"""Which parts of the set-up are done, and from which inputs.

A part writes its stamp last. An interrupted part therefore has none and is made
again; a part whose inputs changed has an old one and is made again too.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
from pathlib import Path

from house.paths import HOUSE, ROOT, STAMPS
from house.ui import Stop, say


def key_of(*inputs):
    """A short hash of strings and of the contents of files."""
    digest = hashlib.sha256()
    for item in inputs:
        digest.update(item.read_bytes() if _is_file(item) else str(item).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:16]


def _is_file(item):
    return isinstance(item, Path) and item.is_file()


def is_done(name, key):
    try:
        return (STAMPS / name).read_text() == key
    except OSError:
        return False


def done(name, key):
    write(STAMPS / name, key)


def undo(name):
    (STAMPS / name).unlink(missing_ok=True)


def write(path, text, mode=0o644):
    """Write a whole file or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text)
    temporary.chmod(mode)
    temporary.replace(path)


def remove(folder):
    """Remove a folder at once, even if a process that outlived its command writes in it."""
    trash = HOUSE / f".trash.{os.getpid()}"
    if folder.exists():
        folder.rename(trash)
    for leftover in HOUSE.glob(".trash.*"):
        shutil.rmtree(leftover, ignore_errors=True)


@contextlib.contextmanager
def lock(name="lock"):
    """One set-up at a time; a second command waits for the first."""
    if name in _held:
        yield
        return
    try:
        HOUSE.mkdir(exist_ok=True)
        stream = open(HOUSE / name, "w")  # noqa: SIM115
    except PermissionError:
        raise Stop(
            f"{HOUSE} belongs to another user: run as that user, or remove the folder"
            if HOUSE.exists()
            else f"{ROOT} is not yours to write in"
        ) from None
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("• another command is setting up; waiting for it…")
            fcntl.flock(stream, fcntl.LOCK_EX)
        _held.add(name)
        try:
            yield
        finally:
            _held.discard(name)


_held = set()
