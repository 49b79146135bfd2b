from . import paper
from . import certificate
