from odoo.tests import BaseCase, tagged

from ..engine.words import pattern


@tagged("post_install", "-at_install")
class TestWords(BaseCase):
    """Names in what others wrote: the person's go, those of who stays stay."""

    def test_a_word_that_only_they_bear_goes(self):
        found = pattern({"Anne Martin"}, {frozenset({"paul", "martin"})})
        self.assertEqual(found.sub("•", "Anne told Martin of Anne Martin"), "• told Martin of •")

    def test_somebody_of_the_same_name_keeps_it(self):
        self.assertIsNone(pattern({"Anne Martin"}, {frozenset({"anne", "martin"})}))

    def test_words_of_two_others_are_nobody_s_name(self):
        kept = {frozenset({"anne", "dupont"}), frozenset({"paul", "martin"})}
        self.assertEqual(pattern({"Anne Martin"}, kept).sub("•", "Anne Martin, Anne"), "•, Anne")
