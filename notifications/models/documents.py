"""Documents as they were issued."""

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.rules import DocumentState


def new_token() -> str:
    """An unguessable token of 192 bits for links."""
    return secrets.token_urlsafe(24)


class Document(models.Model):
    """A document as it was issued: bytes, digest, and the token its QR code leads to.

    Issued once per (kind, subject, language, revision); a newer revision voids the older. A large
    one (`in_parts`) has its bytes in parts, so that nobody has to hold it whole.
    """

    kind = models.CharField(_("Kind"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    language = models.CharField(max_length=2, default="vi")
    revision = models.PositiveIntegerField(default=1)
    title = models.CharField(_("Title"), max_length=300)
    filename = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, default="application/pdf")
    content = models.BinaryField()
    in_parts = models.BooleanField(default=False)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    verify_token = models.CharField(max_length=64, unique=True, default=new_token)
    state = models.CharField(max_length=10, choices=DocumentState.choices, default="VALID")
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    issued_at = models.DateTimeField(_("Issued"), default=timezone.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language", "revision"],
                name="document_once",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "language"],
                condition=Q(state=DocumentState.VALID),
                name="document_one_valid",
            ),
            models.CheckConstraint(
                condition=Q(state=DocumentState.VALID, voided_at=None)
                | Q(state=DocumentState.VOID, voided_at__isnull=False),
                name="document_void_has_time",
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="document_subject")]

    def __str__(self) -> str:
        return self.title


class DocumentPart(models.Model):
    """The bytes of a large document from `number` × PART_SIZE on."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_part_once")
        ]
