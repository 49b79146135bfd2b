{
    "name": "Monaco: quotations and orders",
    "summary": "Quotations and orders make prospects and clients, and hold them while open",
    "version": "19.0.1.0.0",
    "category": "Sales/Sales",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "sale"],
    "data": [
        "data/monaco_hold_type_data.xml",
        "security/ir.model.access.csv",
        "security/monaco_sale_rules.xml",
        "views/monaco_sale_statistics_views.xml",
    ],
    "auto_install": True,
}
