"""The demo's data: a fictitious company in Monaco, its staff, and sixty persons in every state."""
