{
    "name": "Monaco: mailings by SMS",
    "summary": "An SMS mailing reaches those it may, carries the opt-out and is a solicitation",
    "version": "19.0.1.0.0",
    "category": "Marketing/SMS Marketing",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco_mass_mailing", "mass_mailing_sms"],
    "data": ["views/sms_views.xml"],
    "auto_install": True,
}
