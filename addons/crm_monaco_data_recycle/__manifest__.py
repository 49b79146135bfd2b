{
    "name": "Monaco: data recycling",
    "summary": "Recycling rules leave alone whom something holds",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "data_recycle"],
    "auto_install": True,
}
