"""The Celery application and its timetable.

Tasks are hints: each one asks the database what is due, so a lost or repeated task does no harm.
"""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.prod")

app = Celery("hoicho")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.task_routes = {
    "notifications.tasks.send_pending": {"queue": "mail"},
    "notifications.tasks.reconcile*": {"queue": "reconcile"},
    "*.tasks.*assignment*": {"queue": "solver"},
    "*.tasks.*document*": {"queue": "documents"},
}
app.conf.beat_schedule = {
    "heartbeat": {"task": "config.tasks.heartbeat", "schedule": 10.0},
    "send-pending": {
        "task": "notifications.tasks.send_pending",
        "schedule": settings.OUTBOX_HINT_SECONDS,
    },
    "reconcile-messages": {
        "task": "notifications.tasks.reconcile_messages",
        "schedule": settings.OUTBOX_RECONCILE_SECONDS,
    },
    "reconcile-uncertain": {
        "task": "notifications.tasks.reconcile_uncertain",
        "schedule": max(1, settings.OUTBOX_RELAY_LOG_GRACE_SECONDS / 2),
    },
    "reconcile-jobs": {"task": "notifications.tasks.reconcile_jobs", "schedule": 15.0},
    "purge-expired": {
        "task": "accounts.tasks.purge_expired",
        "schedule": crontab(minute=40, hour=2),
    },
    "drop-old-bundles": {
        "task": "notifications.tasks.drop_old_bundles",
        "schedule": crontab(minute=50, hour=2),
    },
    "seal-activity": {"task": "accounts.tasks.seal_activity", "schedule": 60.0},
    "check-activity": {
        "task": "accounts.tasks.check_activity",
        "schedule": crontab(minute=10, hour=3),
    },
    "open-reporting-day": {
        "task": "venues.tasks.open_reporting_day",
        "schedule": crontab(minute=5, hour=0),
    },
    "settle-fairs": {
        "task": "fairs.tasks.fairness.settle_fairs",
        "schedule": crontab(minute=20, hour=1),
    },
    "remind-missing-reports": {
        "task": "venues.tasks.remind_missing_reports",
        "schedule": crontab(minute=15),
    },
    "make-monthly-reports": {
        "task": "venues.tasks.make_monthly_reports",
        "schedule": crontab(minute=20, hour=4),
    },
    "look-for-anomalies": {
        "task": "venues.tasks.look_for_anomalies",
        "schedule": crontab(minute=35),
    },
    "forecast-demand": {
        "task": "venues.tasks.forecast_demand",
        "schedule": crontab(minute=30, hour=3),
    },
    "send-webhooks": {"task": "venues.tasks.send_webhooks", "schedule": 30.0},
    "recount-out-days": {"task": "venues.tasks.recount_out_days", "schedule": 60.0},
    "check-ledgers": {
        "task": "venues.tasks.check_ledgers",
        "schedule": crontab(minute=40, hour=2),
    },
}
