"""The entry of a web server: `gunicorn config.wsgi` or any other WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# All pages are loaded now, not while somebody waits for the first one. What is loaded lives as long
# as the process, so the collector need not walk it any more.
reverse("home")
gc.collect()
gc.freeze()
