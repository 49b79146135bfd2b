{
    "name": "Monaco: deliveries",
    "summary": "Deliveries and returns make clients, and hold them while under way",
    "version": "19.0.1.0.0",
    "category": "Inventory/Inventory",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "stock"],
    "data": ["data/monaco_hold_type_data.xml"],
    "auto_install": True,
}
