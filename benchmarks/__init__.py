"""The engine beside its peers, on one database, in one command: see ``bin/bench --help``."""
