from odoo import models


class IrUiMenu(models.Model):
    """Menus of what does not exist for a service are absent."""

    _inherit = "ir.ui.menu"

    def _visible_menu_ids(self, debug=False):
        """Take out what is closed to this user: Odoo caches by groups, which two users may share."""
        visible = super()._visible_menu_ids(debug)
        services = self.env["monaco.service"]
        codes = services._get_user_codes(self.env.uid)
        if codes is None:
            return visible
        closed, apps = services._get_closed(codes), services._get_apps(codes)
        menus = self.sudo().browse(visible)
        kept = set()
        for menu in menus:
            action = menu.action
            if not action or getattr(action, self._get_model_field(action), None) in closed:
                continue
            if apps is not None and int(menu.parent_path.partition("/")[0]) not in apps:
                continue
            while menu and menu.id in visible and menu.id not in kept:
                kept.add(menu.id)
                menu = menu.parent_id
        return frozenset(kept)

    def _get_model_field(self, action):
        return {
            "ir.actions.act_window": "res_model",
            "ir.actions.report": "model",
            "ir.actions.server": "model_name",
        }.get(action._name, "")
