"""Run in `odoo shell`: makes the scripts and styles of Odoo's pages once, for every copy of this database.

Otherwise each server that a test starts, and Odoo's own test runner, makes them anew before the first page.
"""
# ruff: noqa: F821

# Odoo's package for Debian lacks this file, and the page complains of it.
path = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
bundle = {"name": path, "bundle": "web.assets_backend", "directive": "remove", "path": path}
env["ir.asset"].create(bundle)
env["ir.qweb"]._pregenerate_assets_bundles()
