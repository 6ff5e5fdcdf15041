"""People for tests."""

import factory

from accounts.models import RoleGrant, User
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
