"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")
application = get_wsgi_application()

# Loaded here, once, and not by the first visitor in each process.
resolve("/")
get_template("base.html")
