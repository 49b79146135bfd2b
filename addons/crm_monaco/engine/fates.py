"""What erasure does to each field, told from the very declarations that the eraser executes."""

from collections import namedtuple

from . import coverage, holdings, texts
from .holdings.base import NUMBER, STATISTICS, WORK
from .rewrite import _SOFTWARE, strategy_of
from .strategies import FREE_TYPES, Clear, Keep, Replace

Fate = namedtuple("Fate", "model field fate rows reason origin")

_REASONS = {STATISTICS: "statistics", WORK: "work", NUMBER: "number"}


def read(env):
    """Yield the :class:`Fate` of the fields of every installed model.

    A field is empty where the whole row has one fate.  ``rows`` tells whose rows: the person's
    ``own``, those they ``wrote`` among others, or ``others``.
    """
    declared = holdings.read(env)
    report = coverage.read(env)
    undeclared = set(report.fields)
    stuck = set(report.stuck)
    for name, holding in sorted(declared.items()):
        yield from _of_model(env, name, holding, undeclared, stuck)
    for name, fname in report.links:
        yield Fate(name, fname, "hold", "own", "", "undeclared")
    for name, _model_field, id_field in report.pairs:
        yield Fate(name, id_field, "hold", "own", "", "undeclared")
    for name, fname in report.addresses + report.children:
        yield Fate(name, fname, "identifiers", "others", "", "undeclared")
    for name in sorted(texts.columns(env)):
        holding = declared.get(name)
        if not holding or holding.mention != "delete":
            yield Fate(name, "", "identifiers", "others", "", "derived")


def _of_model(env, name, holding, undeclared, stuck):
    fields = env[name]._fields
    if holding.delete:
        yield Fate(name, "", "delete", "own", "", "declared")
    elif holding.mention == "delete":
        yield Fate(name, "", "delete", "named", "", "declared")
    elif coverage._rewritten(name, holding):
        for field in fields.values():
            if field.store and field.column_type and not field.inherited:
                yield from _of_field(name, field, holding, undeclared, stuck)
    else:
        for fname in holding.aside:
            if fname in fields:
                yield Fate(name, fname, "keep", "others", "number", "declared")
        if not holding.aside and not holding.words:  # declared as nobody's
            yield Fate(name, "", "keep", "others", "work", "declared")
    for fname, strategy in holding.words.items():
        if fname in fields:
            yield Fate(name, fname, _fate(strategy), "wrote", _reason(strategy), "declared")


def _of_field(name, field, holding, undeclared, stuck):
    if field.name in _SOFTWARE:
        return
    strategy = strategy_of(field, holding)
    if strategy is None or (name, field.name) in stuck:
        origin = "undeclared" if (name, field.name) in stuck else "declared"
        yield Fate(name, field.name, "keep", "own", "number" if strategy is None else "", origin)
        return
    origin = "declared"
    if (name, field.name) in undeclared:
        origin = "undeclared"
    elif field.name not in holding.fields and field.type in FREE_TYPES:
        origin = "derived"
    yield Fate(name, field.name, _fate(strategy), "own", _reason(strategy), origin)


def _fate(strategy):
    for kind, fate in ((Keep, "keep"), (Clear, "clear"), (Replace, "replace")):
        if isinstance(strategy, kind):
            return fate
    return "set"


def _reason(strategy):
    """Return the code of a reason, or the words of one that only an addon knows."""
    return _REASONS.get(strategy, strategy.reason) if isinstance(strategy, Keep) else ""
