"""The installation the tests run on: the product's settings, on a data folder that goes away."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="bihuan-tests-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["BIHUAN_DATA"] = _data
for _name in (
    "BIHUAN_SECRET_FILE", "BIHUAN_URL", "BIHUAN_DEBUG", "BIHUAN_SMTP", "BIHUAN_CHANNELS",
    "BIHUAN_WEBHOOK_HOSTS", "BIHUAN_SIGN_ON", "BIHUAN_LOCAL_SIGN_IN",
):  # fmt: skip
    os.environ.pop(_name, None)

from config.settings import *  # noqa: E402, F403

# A real hash costs a fifth of a second on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
HUEY = {"name": "bihuan-tests", "huey_class": "huey.MemoryHuey", "immediate": True}

# A module that exists for the tests.
INSTALLED_APPS = [*INSTALLED_APPS, "tests.testapp"]  # noqa: F405
