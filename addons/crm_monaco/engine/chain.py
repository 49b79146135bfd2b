"""The hash chain of the journal: plain functions, so that a journal can be verified without Odoo."""

import hashlib
import json

GENESIS = "0" * 64


def seal(previous: str, header: dict, digests: list[str]) -> str:
    """Return the head of the chain after a run.

    :param previous: head of the chain before the run (``GENESIS`` for the first)
    :param header: facts of the run (id, dates, counts); only what JSON can hold
    :param digests: digests of the run's batches, in batch order
    """
    text = json.dumps(
        [previous, header, digests], sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )
    return hashlib.sha256(text.encode()).hexdigest()


def digest(lines: list[str]) -> str:
    """Return the digest of one batch, from its journal lines in order."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
