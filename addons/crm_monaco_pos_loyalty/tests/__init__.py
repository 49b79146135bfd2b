from . import test_pos_loyalty
