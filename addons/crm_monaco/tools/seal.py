"""A value that no remote call can carry: whoever has it in the context is our own code."""

SEAL = object()
KEY = "monaco_seal"


def sealed(records):
    """Return ``records`` with the right to write what only the product writes."""
    return records.with_context(**{KEY: SEAL})


def is_sealed(records):
    """Return whether ``records`` come from our own code."""
    return records.env.context.get(KEY) is SEAL
