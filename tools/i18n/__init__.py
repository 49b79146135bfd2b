"""The French of our addons: bring it up to date (`update.py`), judge it (`check.py`)."""
