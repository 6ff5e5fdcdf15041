"""Who may: people, the roles the office gave them, and what they did."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken

from accounts.rules import ErasureState, Role
from common.text import fold


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who signs in by e-mail."""

    email = models.EmailField(_("E-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("Full name"), max_length=150, blank=True)
    language = models.CharField(_("Language"), max_length=2, default="vi")
    is_active = models.BooleanField(_("Active"), default=True)
    is_demo = models.BooleanField(_("Demonstration account"), default=False)
    date_joined = models.DateTimeField(_("Since"), default=timezone.now)
    invited_at = models.DateTimeField(_("Invited"), null=True, blank=True)
    search = models.CharField(max_length=420, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def save(self, **kwargs: Any) -> None:
        """Keeps the text by which a person is found without accents."""
        self.search = fold(f"{self.full_name} {self.email}")
        named = kwargs.get("update_fields")
        if named is not None and {"full_name", "email"} & set(named):
            kwargs["update_fields"] = {*named, "search"}
        super().save(**kwargs)

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name


class RoleGrant(models.Model):
    """One role given to one person; revoking keeps the record."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(_("Role"), max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(revoked_at=None), name="grant_once"
            ),
        ]


class ApiToken(AbstractAuthToken):
    """A personal key to the API. Only a digest of the secret is stored; it is shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=80)
    # When its person last showed with it that it is they (accounts.step_up).
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name


SYSTEM = "system"  # the actor of what no person did
LINK = "link"  # a guest without an account, by a personal link


class ActivityEntry(models.Model):
    """What somebody did to something. Rows are never changed or deleted (database trigger)."""

    at = models.DateTimeField(_("When"), default=timezone.now)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="activity")
    actor_label = models.CharField(_("Who"), max_length=254)
    verb = models.CharField(_("What"), max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = models.CharField(_("Object"), max_length=300)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    reason = models.TextField(_("Reason"), blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "-id"], name="activity_object"),
            models.Index(fields=["actor", "-id"], name="activity_actor"),
            models.Index(fields=["verb", "-id"], name="activity_verb"),
            models.Index(fields=["at"], name="activity_at"),
        ]

    @property
    def who(self) -> str:
        """The person's address as it was then; who has none in the reader's language."""
        unnamed = {SYSTEM: gettext("the system"), LINK: gettext("the guest, by the personal link")}
        return unnamed.get(self.actor_label, self.actor_label)


class ActivitySeal(models.Model):
    """One line of the audit trail in the chain: what it was when it was sealed.

    `content` is the digest of its words, `digest` that of the seal before and of this line. The
    salt keeps erased words from being guessed; erasing empties it.
    """

    entry = models.OneToOneField(
        ActivityEntry, models.PROTECT, primary_key=True, related_name="seal"
    )
    position = models.PositiveBigIntegerField(unique=True)
    salt = models.CharField(max_length=32)
    content = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)


class ActivityRedaction(models.Model):
    """That words of a line were erased, and when; written by the database function that does it."""

    entry = models.ForeignKey(ActivityEntry, models.PROTECT, related_name="redactions")
    at = models.DateTimeField()


class ErasureRequest(models.Model):
    """Somebody's wish that their personal data be erased, and what the office did about it.

    The address leaves with the data; the pseudonym stays and stands in its place everywhere.
    """

    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="erasures")
    address = models.CharField(_("E-mail"), max_length=254)
    state = models.CharField(
        _("State"), max_length=10, choices=ErasureState.choices, default=ErasureState.ASKED
    )
    note = models.CharField(_("Note"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("Asked"), default=timezone.now)
    reason = models.CharField(_("Reason"), max_length=300, blank=True)
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"), condition=Q(state=ErasureState.ASKED), name="erasure_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.ASKED, decided_at=None)
                | ~Q(state=ErasureState.ASKED) & Q(decided_at__isnull=False),
                name="erasure_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class IdempotencyRecord(models.Model):
    """The first answer to a creating request, kept so that a repetition gets the same."""

    user = models.ForeignKey(User, models.CASCADE, null=True)
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)  # as it was sent: a repetition gets the same bytes
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="idempotency_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="idempotency_age")]
