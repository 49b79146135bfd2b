{
    "name": "Monaco: mailings",
    "summary": "Mailings that reached somebody are solicitations; their clicks and answers are contacts",
    "version": "19.0.1.0.0",
    "category": "Marketing/Email Marketing",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "mass_mailing"],
    "data": ["views/mailing_mailing_views.xml"],
    "auto_install": True,
}
