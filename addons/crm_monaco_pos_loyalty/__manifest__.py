{
    "name": "Monaco: loyalty at the till",
    "summary": "At the till the sale always passes; a loyalty card is made for whoever agreed",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco_loyalty", "pos_loyalty"],
    "auto_install": True,
}
