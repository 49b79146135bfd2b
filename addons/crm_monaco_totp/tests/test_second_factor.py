from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

PASSWORD = "monaco-second-factor"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0"


@tagged("-at_install", "post_install")
class TestSecondFactor(HttpCase):
    """Who is asked for a second factor, and who is not asked again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env.ref("crm_monaco.group_service_sales")
        cls.member = cls._make("second-sales")
        cls.env["monaco.service.assignment"].create({"user_id": cls.member.id, "service": "sales"})
        cls.other = cls._make("second-other")

    @classmethod
    def _make(cls, login):
        return new_test_user(
            cls.env,
            login,
            groups="base.group_user",
            password=PASSWORD,
            email=f"{login}@collegue.example",
        )

    def _settings(self, **values):
        settings = self.env["res.config.settings"].create(values)
        settings.set_values()
        return settings

    def _post(self, path, **data):
        page = self.url_open(path)
        data["csrf_token"] = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.url_open(path, data=data)

    def _log_in(self, user):
        """Log in with the password, and return the address where that leads."""
        cookies = dict(self.opener.cookies)
        self.authenticate(None, None)
        # a device is named after its browser
        self.opener.headers["User-Agent"] = BROWSER
        self.opener.cookies.update(
            {name: value for name, value in cookies.items() if name != "session_id"}
        )
        answer = self._post("/web/login", login=user.login, password=PASSWORD)
        return answer.url

    def test_service_is_asked_and_a_trusted_device_is_not_asked_again(self):
        self.assertNotIn("totp", self._log_in(self.member), "nothing is required yet")
        self._settings(monaco_second_factor_group_ids=[Command.set(self.group.ids)])
        self.assertEqual(self.member._mfa_type(), "totp_mail")
        self.assertIsNone(self.other._mfa_type())
        self.assertNotIn("totp", self._log_in(self.other), "another service's user is not asked")
        self.assertIn("/web/login/totp", self._log_in(self.member))
        wrong = self._post("/web/login/totp", totp_token="000000", remember="1")
        self.assertIn("totp", wrong.url)
        self.assertFalse(self.env["auth_totp.device"].search([("user_id", "=", self.member.id)]))
        self.env.invalidate_all()
        code, _expiration = self.member._get_totp_mail_code()
        right = self._post("/web/login/totp", totp_token=code, remember="1")
        self.assertNotIn("totp", right.url)
        self.assertTrue(self.opener.cookies.get("td_id"))
        self.assertNotIn("totp", self._log_in(self.member), "the device is trusted")
        # somebody else's device is no pass
        self.opener.cookies.pop("td_id")
        self.assertIn("/web/login/totp", self._log_in(self.member))

    def test_everybody_or_nobody(self):
        self._settings(auth_totp_enforce=True, auth_totp_policy="employee_required")
        self.assertEqual(self.other._mfa_type(), "totp_mail")
        self._settings(auth_totp_enforce=False, auth_totp_policy=False)
        self.assertIsNone(self.other._mfa_type())

    def test_settings_are_odoos_own(self):
        settings = type(self.env["res.config.settings"])
        with patch.object(settings, "_has_password_policy", lambda _self: True):
            self._settings(monaco_password_length=14, monaco_device_days=30)
        get = self.env["ir.config_parameter"].sudo().get_param
        self.assertEqual(get("auth_password_policy.minlength"), "14")
        self.assertEqual(self.env["auth_totp.device"]._get_trusted_device_age(), 30 * 86400)
        values = self.env["res.config.settings"].get_values()
        self.assertEqual(values["monaco_password_length"], 14)
        self._settings(monaco_second_factor_group_ids=[Command.set(self.group.ids)])
        self.assertTrue(self.group.monaco_second_factor)
        self._settings(monaco_second_factor_group_ids=[Command.clear()])
        self.assertFalse(self.group.monaco_second_factor)
        if "minlength" in self.env["res.config.settings"]._fields:
            self._settings(monaco_password_length=20)
            with self.assertRaises(UserError):
                self.other.password = "short"

    def test_length_waits_for_the_policy(self):
        """Odoo's addon brings the parameter itself: one that is there already would stop its installation."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.search([("key", "=", "auth_password_policy.minlength")]).unlink()
        settings = type(self.env["res.config.settings"])
        with patch.object(settings, "_has_password_policy", lambda _self: False):
            self._settings(monaco_password_length=14)
        self.assertFalse(parameters.get_param("auth_password_policy.minlength"))

    def test_overview_warns(self):
        page = self.env["monaco.service.overview"].create({})
        without = [line for line in page._get_warnings() if self.member.name in line]
        self.assertEqual(len([line for line in without if "second factor" in line]), 1)
        self._settings(monaco_second_factor_group_ids=[Command.set(self.group.ids)])
        without = [line for line in page._get_warnings() if "second factor" in line]
        self.assertFalse([line for line in without if self.member.name in line])
        self.member.email = False
        self.assertTrue(
            [w for w in page._get_warnings() if "no e-mail" in w and self.member.name in w]
        )
