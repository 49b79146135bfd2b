"""What `odoo monaco` does: plain functions of an environment and a console, one a file.

The engine is that of the scheduled action; nothing here erases, decides or plans by itself.
"""
