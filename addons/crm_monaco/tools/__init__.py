from . import identifiers
from . import pan_finder
from . import card_text
