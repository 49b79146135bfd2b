{
    "name": "Monaco: consent on the website",
    "summary": "Forms and newsletter ask for the consent with a box that nobody ticked before, and by e-mail",
    "version": "19.0.1.0.0",
    "category": "Website/Website",
    "author": "crm_monaco contributors",
    "license": "LGPL-3",
    "depends": ["crm_monaco", "website"],
    "assets": {
        "web.assets_frontend": ["crm_monaco_website/static/src/consent_box.js"],
    },
    "auto_install": True,
}
