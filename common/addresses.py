"""One e-mail address: what counts as one, the same for every field, import and service."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.deconstruct import deconstructible
from django.utils.translation import gettext_lazy as _

from common.errors import InvalidInput
from common.text import nfc, one_line

MAX_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
MAX_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
WRONG = _("Enter one e-mail address, such as name@example.org.")
# Lists, quoted names, comments, routes and addresses of machines (`a@[127.0.0.1]`): the mail
# library and Django take some of them, no correspondent has one.
_FOREIGN = frozenset(',;:"<>()[]\\ ')


def plain_address(value: str) -> str | None:
    """The address in composed form when it is exactly one plain mailbox, else None."""
    address = nfc(value.strip())
    if not one_line(value) or _FOREIGN & set(address) or len(address) > MAX_ADDRESS:
        return None
    local, _at, domain = address.rpartition("@")
    if len(local) > MAX_LOCAL_PART or domain.rpartition(".")[2].isdecimal():
        return None
    try:
        validate_email(address)
        named = "." in domain_of(address)  # not `localhost`, which Django takes
    except (ValidationError, UnicodeError):
        return None
    return address if named else None


def validate_address(value: str, field: str = "recipient") -> str:
    """The same; raises InvalidInput on `field` instead of answering None."""
    address = plain_address(value)
    if address is None:
        raise InvalidInput(fields={field: [WRONG]})
    return address


def domain_of(address: str) -> str:
    """The ASCII form of an address's domain, in lower case. Raises UnicodeError."""
    return address.rpartition("@")[2].encode("idna").decode("ascii").lower()


@deconstructible
class AddressValidator:
    """For fields of forms, of the API and of models: what `plain_address` does not know."""

    def __call__(self, value: str) -> None:
        if plain_address(value) is None:
            raise ValidationError(WRONG, code="invalid")


valid_address = AddressValidator()
