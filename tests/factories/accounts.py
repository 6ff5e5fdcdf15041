"""People for tests, and their ways in."""

from types import SimpleNamespace

import factory
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, RoleGrant, User
from accounts.rules import Role

PASSWORD = "a long enough phrase"


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"user{n}@example.org")
    full_name = factory.Sequence(lambda n: f"User {n}")
    language = "vi"

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        self.set_password(extracted or PASSWORD)
        if create:
            self.save(update_fields=["password"])


def organiser(**kwargs) -> User:
    """A person of the office who may do everything."""
    user = UserFactory(**kwargs)
    RoleGrant.objects.create(user=user, role=Role.ORGANISER)
    return user


def reviewer(**kwargs) -> User:
    user = UserFactory(**kwargs)
    RoleGrant.objects.create(user=user, role=Role.REVIEWER)
    return user


def signed_in(client: Client, user: User, *, lately: bool = True) -> Client:
    """The client with a session of `user`, who gave the password just now, or yesterday."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    record_authentication(SimpleNamespace(session=session), user, method="password")
    if not lately:
        session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] -= 86_400
    session.save()
    return client


def fresh_token(user: User) -> ApiToken:
    """What a request carries whose token was made with a password just now; not stored."""
    return ApiToken(user=user, name="test", confirmed_at=timezone.now())
