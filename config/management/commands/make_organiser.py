"""`manage.py make_organiser EMAIL`: the first organiser of an installation."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.rules import Role
from accounts.services import ensure_user, grant_role
from common.addresses import plain_address


class Command(BaseCommand):
    help = "Give somebody the organiser's role; the password is asked for, or read from a pipe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="full name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        if plain_address(email) is None:
            raise CommandError(f"{email} is not an e-mail address.")
        user = ensure_user(email=email, full_name=options["name"], language="vi", actor=None)
        grant_role(user=user, role=Role.ORGANISER, actor=None, now=timezone.now())
        if not user.has_usable_password():
            password = self._password()
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            user.set_password(password)
            user.save(update_fields=["password"])
        self.stdout.write(f"{email} is an organiser.")

    @staticmethod
    def _password() -> str:
        if sys.stdin.isatty():
            return getpass.getpass("Password (at least 15 characters): ")
        return sys.stdin.readline().rstrip("\n")
