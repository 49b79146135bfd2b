{
    "name": "Monaco: invoices and books",
    "summary": "Invoices make clients and hold them until the books may be released",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "account"],
    "data": [
        "security/ir.model.access.csv",
        "security/monaco_release_rules.xml",
        "data/monaco_hold_type_data.xml",
        "views/account_payment_views.xml",
        "views/account_move_views.xml",
        "views/res_partner_views.xml",
        "views/monaco_release_views.xml",
    ],
    "auto_install": True,
}
