{
    "name": "Monaco: password and second factor",
    "summary": "Which service needs a second factor at login, and how long a trusted device is believed",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "auth_totp_mail"],
    "data": ["views/res_config_settings_views.xml"],
    "auto_install": True,
}
