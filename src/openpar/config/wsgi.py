"""The WSGI door: granian or gunicorn serve `openpar.config.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openpar.config.settings")
application = get_wsgi_application()
