{
    "name": "Monaco: deliveries",
    "summary": "Deliveries and returns make clients, and hold them while under way",
    "version": "19.0.1.0.0",
    "category": "Inventory/Inventory",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "stock"],
    "data": [
        "data/monaco_hold_type_data.xml",
        "security/monaco_service_groups.xml",
        "security/ir.model.access.csv",
        "views/stock_picking_views.xml",
    ],
    "auto_install": True,
    "post_init_hook": "post_init_hook",
}
