"""Errors of the domain: raised by services, translated to a page or a problem document by doors."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal the user can understand and act on.

    `code` is stable and machine-readable, `message` a translated sentence with the remedy,
    `fields` maps input names to their sentences, `status` is the HTTP status at a door.
    """

    code = "refused"
    status = 409
    message: object = _("This action is not possible now.")

    def __init__(
        self,
        message: object | None = None,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[object]] | None = None,
        status: int | None = None,
    ) -> None:
        if message is not None:
            self.message = message
        if code is not None:
            self.code = code
        if status is not None:
            self.status = status
        self.fields: dict[str, list[object]] = {k: list(v) for k, v in (fields or {}).items()}
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class InvalidInput(DomainError):
    """Input that breaks a rule; every offending field is named."""

    code = "invalid"
    status = 400
    message = _("Some values need to be corrected.")


class Forbidden(DomainError):
    """The object may be seen, but not this action on it."""

    code = "forbidden"
    status = 403
    message = _("Your role does not allow this action.")


class StaleVersion(DomainError):
    """Somebody saved a newer version in the meantime."""

    code = "stale"
    status = 409
    message = _(
        "Somebody else saved a change in the meantime. "
        "Reload to see it, then make your change again."
    )


class IllegalTransition(DomainError):
    """A state change that the transition table does not list."""

    code = "illegal_transition"

    def __init__(self, *, source: object, target: object, why: object = "") -> None:
        text = _("A change from “%(source)s” to “%(target)s” is not possible. %(why)s")
        super().__init__(text % {"source": source, "target": target, "why": why})
        self.source, self.target = source, target


class Busy(DomainError):
    """A lock could not be had in time; trying again is right."""

    code = "busy"
    status = 503
    message = _("Many people are working on this right now. Please try again in a moment.")
