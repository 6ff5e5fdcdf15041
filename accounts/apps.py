from importlib import import_module

from django.apps import AppConfig

from accounts.personal import register_holdings


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        import_module("accounts.schema")
        register_holdings("accounts.services.account_data")
        import_module("accounts.signals")
