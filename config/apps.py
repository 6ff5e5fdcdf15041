"""The project as an app: home page, health, commands that span all apps."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Hội Chợ"

    def ready(self) -> None:
        # The Celery app must exist before any @shared_task is called.
        from config.celery import app  # noqa: PLC0415

        app.set_default()
