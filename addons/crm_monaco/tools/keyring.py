"""The keys of the suppression list: outside the database, in a file of mode 0600 or the environment.

A key's id is derived from the key, so a wrong key can never pass for the right one.  The first
key writes; the others only read what was written before a rotation.
"""

import hashlib
import hmac
import os
import secrets
import stat
import tempfile
from pathlib import Path

VARIABLE = "MONACO_SUPPRESSION_KEYS"
BYTES = 32


class KeyFault(Exception):
    """No usable key: ``args[0]`` is ``missing``, ``mode`` or ``broken``."""


class Keyring:
    """Keys read once; ``digest`` hashes with the first, ``digests`` with each.

    :param list keys: keys as bytes, the writing one first
    """

    def __init__(self, keys):
        self._keys = {key_id(key): key for key in keys}
        self.current = key_id(keys[0])
        self._known = {}  # a set of persons is asked about in several lists; the ring lives as long

    @property
    def ids(self):
        """Return the ids of the keys, the writing one first."""
        return list(self._keys)

    def digest(self, kind, value, key=None):
        """Return the keyed hash of a normalised address: ``kind`` is ``email`` or ``phone``."""
        name = (key or self.current, kind, value)
        found = self._known.get(name)
        if found is None:
            text = f"{kind}:{value}".encode()
            found = self._known[name] = hmac.digest(self._keys[name[0]], text, "sha256").hex()
        return found


def key_id(key):
    """Return the public id of a key."""
    return hashlib.sha256(b"crm_monaco key id:" + key).hexdigest()[:12]


def read(path):
    """Return the keyring of the environment, else of the file ``path``.

    :raise KeyFault: there is none, others than its owner can read it, or it holds no key
    """
    text = os.environ.get(VARIABLE)
    if text is None:
        try:
            mode = stat.S_IMODE(os.stat(path).st_mode)
            if mode & 0o077:
                raise KeyFault("mode")
            text = Path(path).read_text()
        except FileNotFoundError as fault:
            raise KeyFault("missing") from fault
        except (OSError, UnicodeDecodeError) as fault:
            raise KeyFault("broken") from fault
    try:
        keys = [bytes.fromhex(word) for word in text.replace(",", " ").split()]
    except ValueError as fault:
        raise KeyFault("broken") from fault
    if not keys or any(len(key) != BYTES for key in keys):
        raise KeyFault("broken")
    return Keyring(keys)


def add(path):
    """Put a new key before the others of the file ``path``, which is made when it is not there.

    :raise KeyFault: the keys are in the environment, or the file cannot be written
    """
    if VARIABLE in os.environ:
        raise KeyFault("environment")
    path = Path(path)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = path.read_text() if path.exists() else ""
        _replace(path, secrets.token_hex(BYTES) + "\n" + before, exclusive=not before)
    except OSError as fault:
        raise KeyFault("broken") from fault


def keep(path, ids):
    """Drop from the file ``path`` every key that is neither the writing one nor in ``ids``."""
    ring = read(path)
    kept = [ring._keys[one].hex() for one in ring.ids if one == ring.current or one in ids]
    if VARIABLE not in os.environ and len(kept) < len(ring.ids):
        _replace(Path(path), "\n".join(kept) + "\n")


def _replace(path, text, exclusive=False):
    """Write the file in one step; ``exclusive``: whoever was first wins."""
    handle, name = tempfile.mkstemp(dir=path.parent)  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if exclusive:
            try:
                os.link(name, path)
            except FileExistsError:
                return
        else:
            os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)
