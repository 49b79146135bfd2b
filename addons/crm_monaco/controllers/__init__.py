from . import monaco_documents
