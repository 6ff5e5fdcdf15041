from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        import_module("accounts.schema")
        import_module("accounts.holdings")
        import_module("accounts.signals")
