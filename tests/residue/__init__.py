"""Search a whole database and its files for traces of a person, and leave traces by Odoo's real doors."""
