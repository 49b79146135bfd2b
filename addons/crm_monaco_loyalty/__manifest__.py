{
    "name": "Monaco: loyalty programmes",
    "summary": "A loyalty card needs the person's consent, and closes when they withdraw it",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "loyalty"],
    "data": ["views/loyalty_program_views.xml", "views/loyalty_card_views.xml"],
    "auto_install": True,
}
