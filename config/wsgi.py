"""The entry of a web server: `gunicorn config.wsgi` or any other WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# What is loaded by now lives as long as the process; the collector need not walk it any more.
gc.collect()
gc.freeze()
