import random

from odoo.tests import BaseCase, TransactionCase, tagged
from odoo.tools import SQL

from ..engine import identifiers
from ..engine.prepared import Statements, literal


@tagged("-at_install", "post_install")
class TestStatements(TransactionCase):
    def setUp(self):
        super().setUp()
        self.statements = Statements(self.env)

    def test_arrays_arrive_as_they_are(self):
        texts = ["plain", 'a "quoted" one', "back\\slash", "{braces, and commas}", "", "NULL", "é"]
        rows = self.statements.rows(SQL("SELECT unnest($1::text[])"), texts)
        self.assertEqual([row[0] for row in rows], texts)
        rows = self.statements.rows(SQL("SELECT unnest($1::int[])"), {3, 5})
        self.assertEqual({row[0] for row in rows}, {3, 5})
        self.assertEqual(literal([]), "{}")
        self.assertFalse(self.statements.rows(SQL("SELECT unnest($1::int[])"), []))

    def test_prepared_once(self):
        statement = SQL("SELECT id FROM res_partner WHERE id = ANY($1) AND active = %s", True)
        for some in ([1], [2, 3]):
            self.statements.rows(statement, some)
            Statements(self.env).rows(statement, some)  # another worker on the same connection
        self.env.cr.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%ANY($1) AND active =%'"
            " AND name LIKE 'monaco%'"
        )
        self.assertEqual(self.env.cr.fetchone()[0], 1)

    def test_a_table_with_a_row_is_never_empty(self):
        self.env.cr.execute("CREATE TABLE monaco_bare (id int); CREATE TABLE monaco_full (id int)")
        self.env.cr.execute("INSERT INTO monaco_full VALUES (1)")
        self.statements.look({"monaco_bare", "monaco_full", "res_partner"})
        self.assertEqual(self.statements.empty, {"monaco_bare"})


@tagged("-at_install", "post_install")
class TestFastReading(BaseCase):
    def test_addresses_as_the_pattern_finds_them(self):
        chance = random.Random(1565)
        for _turn in range(20_000):
            text = "".join(chance.choices("ab1 .@-+%'’_é\n(0/)2", k=chance.randint(1, 40)))
            found = identifiers.emails(text)
            wanted = [identifiers.email_of(one) for one in identifiers.EMAIL.findall(text)]
            self.assertEqual(found, wanted, text)

    def test_no_number_is_left_unseen(self):
        chance = random.Random(1565)
        for _turn in range(20_000):
            text = "".join(chance.choices("0123 +()./-\u00a0\u202f%2x", k=chance.randint(5, 30)))
            wanted = [match.group() for match in identifiers.PHONE.finditer(text)]
            self.assertEqual([match.group() for match in identifiers._numbers(text)], wanted, text)
