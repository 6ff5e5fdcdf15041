"""Password rules: length by role, no composition rules."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.access import is_office
from accounts.models import User

MINIMUM, OFFICE_MINIMUM = 12, 15


class RoleLengthValidator:
    """At least 12 characters, 15 for the office."""

    def validate(self, password: str, user: User | None = None) -> None:
        office = user is not None and user.pk is not None and is_office(user)
        least = OFFICE_MINIMUM if office else MINIMUM
        if len(password) < least:
            raise ValidationError(
                _("Use at least %(least)d characters; a short sentence is easy to remember.")
                % {"least": least},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        return _("At least 12 characters (15 for the office). A short sentence works well.")
