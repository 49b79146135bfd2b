from . import consent_box
