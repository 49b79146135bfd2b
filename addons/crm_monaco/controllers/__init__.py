from . import consent
from . import objection
from . import portal
