"""What runs inside Odoo: one process, one row, one line of JSON at the end."""
