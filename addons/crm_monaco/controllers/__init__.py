from . import monaco_documents
from . import consent
from . import objection
from . import portal
from . import portal_services
