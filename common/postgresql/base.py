"""Django's PostgreSQL backend; a kept connection is asked only when its line has news."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A server that went away has closed its end, which the socket shows without a statement."""

    def is_usable(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        line = select.poll()
        line.register(self.connection.fileno(), select.POLLIN)
        return not line.poll(0) or super().is_usable()
