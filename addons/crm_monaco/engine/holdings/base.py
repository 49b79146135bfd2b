"""What a declaration of personal data is made of."""

from dataclasses import dataclass, field
from typing import Any

from ..strategies import CLEAR, Keep

STATISTICS = Keep("counted in statistics, singles out nobody")
WORK = Keep("says how the company works, not who the person is")
NUMBER = Keep("leads to a row that names nobody any more")


@dataclass(frozen=True)
class Holding:
    """Rows of one model that belong to persons, and what becomes of them.

    :param link: many2one fields leading to a row that is being erased (a person, a lead, a user…)
    :param link_any: many2many fields; the row belongs to the persons when it has no other link
    :param about: pair ``(model field, id field)`` of a polymorphic reference to any erased row
    :param exact: pairs ``(own field, "email" or "phone")`` that recognise rows without any link
    :param aside: many2one fields that stay: the row is not the person's, and their number names nobody
    :param speaks: many2one fields naming who wrote the row; it stays for the others
    :param words: strategy by field of the rows the person wrote (``speaks``)
    :param echo: many2one field to a message; the row repeats what the person said there, and loses it too
    :param repeats: ``(many2one field or "", model field, id field)``: the row repeats what was written on a
        record, named by these two fields of the row the link leads to (of the row itself without one)
    :param delete: the rows go; otherwise they stay with their fields rewritten
    :param mention: ``delete`` the rows in which an identifier is found, instead of replacing it there
    :param fields: strategy by field name; free content that is not named is cleared
    :param rest: strategy of the other fields that are not named
    :param relations: many2many fields whose links go
    :param names: fields that name the person, to find them in what others wrote
    :param where: extra SQL condition on the rows (a constant of the catalogue)
    :param protect: SQL condition on rows that are never rewritten (a constant of the catalogue)
    """

    link: tuple[str, ...] = ()
    link_any: tuple[str, ...] = ()
    about: tuple[str, str] | None = None
    exact: tuple[tuple[str, str], ...] = ()
    aside: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()
    words: dict = field(default_factory=dict)
    echo: str = ""
    repeats: tuple[str, str, str] | None = None
    delete: bool = False
    mention: str = "replace"
    fields: dict = field(default_factory=dict)
    rest: Any = CLEAR
    relations: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    where: str = ""
    protect: str = ""
