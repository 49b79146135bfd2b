from . import test_names
