{
    "name": "Monaco: birth name and first names",
    "summary": "Names split by OCA's partner_firstname, under the words of the register entry",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "crm_monaco contributors",
    "license": "AGPL-3",
    "depends": ["crm_monaco", "partner_firstname"],
    "auto_install": True,
}
