"""What `django_db(transaction=True)` needs to empty every table afterwards.

knox's own token table stays in the database although our model replaces it, so only a cascading
flush works; Django cascades when the available apps are named.
"""

from django.apps import apps

EVERY_APP = [config.name for config in apps.get_app_configs()]
