"""PostgreSQL extensions that several apps' migrations need."""

from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension


class SharedBtreeGist(BtreeGistExtension):
    """Stays when one app is migrated back: the tables of another may need it."""

    def database_backwards(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: an extension nobody uses harms nobody."""
