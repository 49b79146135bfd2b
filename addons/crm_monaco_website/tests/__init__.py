from . import test_consent_box
