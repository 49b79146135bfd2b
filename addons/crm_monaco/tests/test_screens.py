from dataclasses import replace
from unittest.mock import patch

from lxml import etree

from odoo.tests import BaseCase, tagged

from ..engine import screens
from .test_services import ServicesCase


@tagged("post_install", "-at_install")
class TestFrames(BaseCase):
    """What an empty frame is."""

    def test_conditions_that_never_change(self):
        for text, value in {
            None: False,
            "1": True,
            "not False": True,
            "False and x": False,
            "x or not False": True,
            "x or False": None,
            "x == 3": None,
            "not a python": None,
        }.items():
            self.assertIs(screens.constant(text), value, text)

    def test_invisible_leftovers_count_as_nothing(self):
        for text in (
            "<page><field name='x' invisible='1'/><!-- y --></page>",
            "<page><button name='x' string='Only a button'/></page>",
            "<div><i class='fa fa-envelope'/><button name='x' invisible='not False'/></div>",
            "<group string='Title'/>",
        ):
            self.assertFalse(screens.shows(etree.fromstring(text)), text)

    def test_what_is_seen_counts(self):
        for text in (
            "<page><group><field name='x' invisible='y'/></group></page>",
            "<div>words</div>",
            "<div><i class='fa fa-info'/> words</div>",
            "<button string='Words'/>",
            "<div><button name='x'/></div>",
        ):
            self.assertTrue(screens.shows(etree.fromstring(text)), text)


@tagged("post_install", "-at_install")
class TestScreens(ServicesCase):
    """Whoever does not see a field sees neither its icon, nor its title, nor its empty place."""

    ARCH = """<form>
        <div class="row-of-one"><i class="fa fa-suitcase"/><field name="birthdate_date"/></div>
        <div class="row-of-two"><i class="fa fa-gift"/><field name="birthdate_date"/>
            <i class="fa fa-phone"/><field name="phone"/></div>
        <div class="shared"><i class="fa fa-user"/><field name="birthdate_date"/><field name="name"/></div>
        <group string="Only birth"><label for="born"/><field name="birthdate_date" id="born" nolabel="1"/>
            <field name="ref" invisible="1"/></group>
        <group><separator string="Birth title"/><field name="birthdate_date"/>
            <separator string="Phone title"/><field name="phone" invisible="not ref"/></group>
    </form>"""

    def _arch(self, login, services):
        view = self.env["ir.ui.view"].create(
            {"name": "frames", "model": "res.partner", "arch": self.ARCH}
        )
        user = self.make_user(login, services)
        views = self.env["res.partner"].with_user(user).get_views([(view.id, "form")])
        return views["views"]["form"]["arch"]

    def test_nothing_lonely_is_left(self):
        arch = self._arch("sales", "sales")
        for word in ("row-of-one", "fa-suitcase", "fa-gift", "Only birth", "born", "Birth title"):
            self.assertNotIn(word, arch)
        for word in ("row-of-two", "fa-phone", "shared", "fa-user", "Phone title"):
            self.assertIn(word, arch)
        self.assertIn('name="ref"', arch, "a condition reads it")

    def test_everything_is_there_for_others(self):
        arch = self._arch("boss", "dpo")
        for word in ("row-of-one", "fa-suitcase", "fa-gift", "Only birth", "born", "Birth title"):
            self.assertIn(word, arch)


@tagged("post_install", "-at_install")
class TestViews(ServicesCase):
    """A view that cannot be drawn is not offered."""

    def test_activities_are_offered_to_those_who_read_them(self):
        action = self.env["ir.actions.act_window"].create(
            {"name": "Clocks", "res_model": "res.partner", "view_mode": "list,activity"}
        )
        services = type(self.env["monaco.service"])
        declared = self.env["monaco.service"]._get_services()
        sales = declared["sales"]
        hidden = {"res.partner": sales.hidden["res.partner"] | {"activity_state"}}
        user = self.make_user("sales", "sales")

        def kinds():
            views = action.with_user(user).sudo()._get_action_dict()["views"]
            return [kind for _view, kind in views]

        self.assertEqual(kinds(), ["list", "activity"])
        changed = {**declared, "sales": replace(sales, hidden=hidden)}
        self.env.registry.clear_cache()
        with patch.object(services, "_get_services", lambda _self: changed):
            self.assertEqual(kinds(), ["list"])
        self.env.registry.clear_cache()
