"""The set-up behind bin/demo, bin/test, bin/odoo and bin/env: standard library only."""
