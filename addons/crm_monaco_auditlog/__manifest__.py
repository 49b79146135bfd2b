{
    "name": "Monaco: audit log",
    "summary": "What OCA's audit log keeps of a person goes with them",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "crm_monaco contributors",
    "license": "AGPL-3",
    "depends": ["crm_monaco", "auditlog"],
    "auto_install": True,
}
