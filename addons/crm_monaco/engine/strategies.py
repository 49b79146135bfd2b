"""What becomes of a stored value when its person goes.  One small class a strategy."""

from dataclasses import dataclass

from odoo.tools import SQL

# Types of field whose content is free: they are cleared unless declared otherwise.
FREE_TYPES = frozenset(
    {"char", "text", "html", "json", "properties", "reference", "binary", "serialized"}
)


@dataclass(frozen=True)
class Keep:
    """The value stays, for a reason that is shown."""

    reason: str = ""

    def assign(self, field, nullable, words):
        """Return the SQL of the new value, ``None`` when the column is left alone."""
        return


@dataclass(frozen=True)
class Clear:
    """The value goes: NULL, or the type's emptiest value where NULL is refused."""

    def assign(self, field, nullable, words):
        """Return the SQL of the new value."""
        if nullable:
            return SQL("NULL")
        if field.translate:
            return SQL("""'{"en_US": ""}'::jsonb""")
        return {
            "boolean": SQL("false"),
            "json": SQL("'{}'::jsonb"),
            "integer": SQL("0"),
            "float": SQL("0"),
            "monetary": SQL("0"),
        }.get(field.type, SQL("''"))


@dataclass(frozen=True)
class Replace:
    """The value becomes a word that says so, followed by the row's number.

    :param word: key of the words the engine is given (in the company's language)
    :param numbered: add the row's number, which tells anonymised rows apart and names nobody
    """

    word: str = "anonymised"
    numbered: bool = True

    def assign(self, field, nullable, words):
        """Return the SQL of the new value."""
        value = SQL("%s", words[self.word])
        if self.numbered:
            value = SQL("%s || ' #' || id", words[self.word])
        if field.translate:
            value = SQL("jsonb_build_object('en_US', %s)", value)
        return value


@dataclass(frozen=True)
class Value:
    """The value becomes this SQL expression (a state, a self reference)."""

    expression: str

    def assign(self, field, nullable, words):
        """Return the SQL of the new value."""
        return SQL(self.expression)  # pylint: disable=sql-injection  # constants of the catalogue only


KEEP, CLEAR, REPLACE = Keep(), Clear(), Replace()
