{
    "name": "Monaco: loyalty in quotations",
    "summary": "Whoever did not agree to the loyalty programme orders as ever, without a card",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco_loyalty", "sale_loyalty"],
    "auto_install": True,
}
