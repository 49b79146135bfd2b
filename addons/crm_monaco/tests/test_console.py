import io

from odoo.tests import BaseCase, tagged

from ..command.console import Bar, Console


class Terminal(io.StringIO):
    def isatty(self):
        return True


@tagged("-at_install", "post_install")
class TestConsole(BaseCase):
    """What the command line says, in English and in French."""

    def test_rate_and_time_left(self):
        bar = Bar(Console(), 200_000)
        bar.show(20_000)  # another night did these
        self.assertEqual(
            bar.line(50_000, 10),
            "25 % · 50,000 of 200,000 persons · 3,000/s · 50 s left",
        )
        self.assertNotIn("left", bar.line(200_000, 60))
        self.assertEqual(bar.line(20_000, 5), "10 % · 20,000 of 200,000 persons", "nothing yet")
        french = Bar(Console(lang="fr_FR"), 200_000)
        french.first = 0
        self.assertEqual(
            french.line(50_000, 50),
            "25 % · 50\u202f000 personnes sur 200\u202f000 · 1\u202f000/s · encore 2 min 30 s",
        )
        self.assertIn("100 %", Bar(Console(), 0).line(0, 1))

    def test_drawn_on_a_terminal_told_elsewhere(self):
        terminal, file = Terminal(), io.StringIO()
        for stream in (terminal, file):
            bar = Bar(Console(), 10, stream=stream)
            bar.show(5)
            bar.show(10, last=True)
        self.assertIn("\r", terminal.getvalue())
        self.assertTrue(terminal.getvalue().endswith("\n"))
        self.assertEqual(file.getvalue().count("\n"), 1)
        self.assertNotIn("█", file.getvalue())

    def test_dates_and_lengths(self):
        english, french = Console(), Console(lang="fr_FR")
        self.assertEqual(english.day("2026-11-25 10:00:00"), "2026-11-25")
        self.assertEqual(french.day("2026-11-25"), "25/11/2026")
        self.assertEqual(french.day(None), "-")
        lengths = [french.duration(seconds) for seconds in (59.4, 61, 7260)]
        self.assertEqual(lengths, ["59 s", "1 min 01 s", "2 h 01 min"])
