{
    "name": "Monaco: privacy lookup",
    "summary": "The privacy lookup deletes and archives nobody whom something holds",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "privacy_lookup"],
    "auto_install": True,
}
