"""Who exhibits and what: communes, craft villages, producers, products, certificates."""

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.text import fold, nfc, vietnamese_key
from exhibitors.rules import (
    MemberRole,
    ProducerKind,
    ProducerState,
    ProductGroup,
    bare_commune_name,
)
from notifications.models import Job


class Named(models.Model):
    """A name with its Vietnamese sort key and its folded form for search."""

    name = models.CharField(_("Name"), max_length=250)
    sort_key = models.CharField(max_length=1200, editable=False, db_index=True)
    search = models.CharField(max_length=600, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def search_text(self) -> str:
        return self.name

    def index_name(self) -> None:
        """Recompute what follows from the name; `save` does it, bulk writers call it."""
        self.name = nfc(self.name)
        self.sort_key = vietnamese_key(self.name)[:1200]
        self.search = fold(self.search_text())[:600]

    def save(self, *args: object, **kwargs: object) -> None:
        self.index_name()
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:  # type: ignore[operator]
            kwargs["update_fields"] = {*fields, "sort_key", "search"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Commune(Named):
    """One of the communes and wards in force (126 in Hanoi since 1 July 2025)."""

    code = models.CharField(_("Code"), max_length=10, unique=True)
    is_ward = models.BooleanField(_("Ward"), default=False)

    class Meta:
        ordering = ["sort_key"]

    def index_name(self) -> None:
        """Communes are listed by their own name, whether they are a xã or a phường."""
        super().index_name()
        self.sort_key = vietnamese_key(bare_commune_name(self.name))[:1200]


class FormerUnit(models.Model):
    """A commune or ward before 1 July 2025 and the commune it became part of."""

    district = models.CharField(max_length=100)
    name = models.CharField(max_length=150)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="former_units")
    split = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["district", "name", "commune"], name="former_unit_once")
        ]


class Sourced(models.Model):
    """Where a fact was read and whether it was seen there."""

    source = models.CharField(_("Source"), max_length=500, blank=True)
    verified = models.BooleanField(_("Seen in its source"), default=False)
    note = models.CharField(_("Note"), max_length=1000, blank=True)
    is_demo = models.BooleanField(_("Demonstration"), default=False)

    class Meta:
        abstract = True


class CraftVillage(Named, Sourced):
    craft_vi = models.CharField(max_length=200)
    craft_en = models.CharField(max_length=200, blank=True)
    craft_group = models.CharField(max_length=100, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="villages")
    former_commune = models.CharField(max_length=150, blank=True)
    former_district = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["sort_key"]

    def search_text(self) -> str:
        return f"{self.name} {self.craft_vi} {self.craft_en}"


class Producer(Named, Sourced):
    """An OCOP entity (chủ thể OCOP): the legal holder of certificates."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=ProducerKind.choices)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="producers"
    )
    village = models.ForeignKey(
        CraftVillage, models.PROTECT, null=True, blank=True, related_name="producers"
    )
    former_district = models.CharField(max_length=100, blank=True)
    address = models.CharField(_("Address"), max_length=300, blank=True)
    tax_code = models.CharField(_("Tax code"), max_length=20, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=30, blank=True)
    language = models.CharField(_("Language of letters"), max_length=2, default="vi")
    state = models.CharField(
        _("State"), max_length=12, choices=ProducerState.choices, default=ProducerState.UNVERIFIED
    )
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProducerState.MERGED, merged_into__isnull=False)
                | ~Q(state=ProducerState.MERGED) & Q(merged_into=None),
                name="producer_merged_has_target",
            ),
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code="") & ~Q(state=ProducerState.MERGED),
                name="producer_tax_code_once",
            ),
        ]


class ProducerMember(models.Model):
    """A person acting for a producer."""

    producer = models.ForeignKey(Producer, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="producers")
    role = models.CharField(max_length=10, choices=MemberRole.choices, default=MemberRole.OWNER)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "user"], condition=Q(until=None), name="member_once"
            )
        ]


class Product(Named, Sourced):
    """A product of a producer; a candidate until a certificate exists."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="products")
    group = models.PositiveSmallIntegerField(_("Product group"), choices=ProductGroup.choices)
    product_type = models.CharField(
        _("Product type"), max_length=60, blank=True, help_text=_("For example honey, tea, pottery")
    )
    unit = models.CharField(_("Sales unit"), max_length=30, blank=True)
    barcode = models.CharField(_("Barcode"), max_length=20, blank=True)
    assessment = models.CharField(
        _("Published assessment"), max_length=200, blank=True, help_text=_("As the source words it")
    )
    assessment_year = models.PositiveSmallIntegerField(null=True, blank=True)
    assessment_stars = models.CharField(max_length=10, blank=True)
    withdrawn_on = models.DateField(_("No longer made since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sort_key", "id"]


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def valid_on(self, day: date) -> "CertificateQuerySet":
        """In force on one day (the expiry day itself counts)."""
        return self.filter(
            Q(revoked_on=None) | Q(revoked_on__gt=day), issued_on__lte=day, expires_on__gte=day
        )

    def expiring_within(self, day: date, days: int) -> "CertificateQuerySet":
        """In force on `day` and no longer `days` later."""
        return self.valid_on(day).filter(expires_on__lt=day + timedelta(days=days))


class Certificate(Sourced):
    """Recognition of a product: stars, decision, dates. Validity is a function of dates."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="certificates")
    stars = models.PositiveSmallIntegerField(_("Stars"))
    decision_number = models.CharField(_("Decision number"), max_length=60)
    issued_on = models.DateField(_("Decision date"))
    expires_on = models.DateField(_("Expires on"))
    issuer = models.CharField(_("Issued by"), max_length=200, blank=True)
    revoked_on = models.DateField(_("Withdrawn on"), null=True, blank=True)
    revoke_reason = models.CharField(_("Reason of withdrawal"), max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[CertificateQuerySet] = CertificateQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=3, stars__lte=5), name="certificate_stars_3_to_5"
            ),
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("issued_on")), name="certificate_expires_later"
            ),
            models.UniqueConstraint(fields=["product", "decision_number"], name="certificate_once"),
            models.CheckConstraint(
                condition=Q(revoked_on=None) | ~Q(revoke_reason=""),
                name="certificate_revoked_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="certificate_expiry")]

    def __str__(self) -> str:
        return f"{self.decision_number} ({self.stars}★)"


class RecognitionImport(models.Model):
    """A workbook of recognition decisions: its rows, how far they are, and what was wrong.

    `rows` are the cells as read; `next_row` is where a resumed job goes on; `errors` are
    {"row", "column", "code", "value"} so that each reader sees them in their language.
    """

    filename = models.CharField(_("File"), max_length=200)
    rows = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    total = models.PositiveIntegerField(_("Rows"))
    next_row = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(_("New"), default=0)
    updated = models.PositiveIntegerField(_("Changed"), default=0)
    unchanged = models.PositiveIntegerField(_("Already recorded"), default=0)
    failed = models.PositiveIntegerField(_("Not imported"), default=0)
    errors = models.JSONField(default=list)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("Uploaded"), default=timezone.now)
    finished_at = models.DateTimeField(_("Import finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_row__lte=F("total")), name="import_within_its_rows"
            )
        ]

    def __str__(self) -> str:
        return self.filename
