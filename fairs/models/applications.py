"""A producer's application to take part."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitors.models import Certificate, Producer, Product
from fairs.models.fairs import Fair
from fairs.rules.states import ACTIVE_APPLICATIONS, ApplicationState, ConsentWay, Decision


class Application(models.Model):
    """One active application of a producer for a fair; withdrawn ones stay as history."""

    fair = models.ForeignKey(Fair, models.PROTECT, related_name="applications")
    producer = models.ForeignKey(Producer, models.PROTECT, related_name="applications")
    code = models.CharField(_("Code"), max_length=24, unique=True)
    state = models.CharField(
        _("State"),
        max_length=20,
        choices=ApplicationState.choices,
        default=ApplicationState.DRAFT,
    )
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision.choices, blank=True)
    decision_reason = models.CharField(_("Reason"), max_length=1000, blank=True)
    modules = models.PositiveSmallIntegerField(_("Booths wanted"), default=1)
    needs = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    wants = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    wished_booths = ArrayField(models.BigIntegerField(), default=list, blank=True)
    wished_zones = ArrayField(models.BigIntegerField(), default=list, blank=True)
    wished_types = ArrayField(models.BigIntegerField(), default=list, blank=True)
    contact_name = models.CharField(_("Contact"), max_length=150, blank=True)
    contact_phone = models.CharField(_("Phone"), max_length=30, blank=True)
    contact_email = models.EmailField(_("E-mail"), blank=True)
    note = models.TextField(_("Note to the organiser"), blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    on_behalf_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    consent_given_by = models.CharField(max_length=150, blank=True)
    consent_how = models.CharField(max_length=10, choices=ConsentWay.choices, blank=True)
    consent_given_on = models.DateField(null=True, blank=True)
    late = models.BooleanField(_("Late"), default=False)
    submitted_at = models.DateTimeField(_("Submitted"), null=True, blank=True)
    checks = models.JSONField(default=list)
    review_note = models.CharField(_("Note to the producer"), max_length=1000, blank=True)
    # Material facts as sent before the latest request for changes (fairs.queries.corrections).
    corrected_from = models.JSONField(default=dict)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    priority = models.PositiveIntegerField(default=0)
    credit = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fair", "producer"],
                condition=Q(state__in=ACTIVE_APPLICATIONS),
                name="application_one_active",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["DRAFT", "WITHDRAWN", "CANCELLED_BY_FAIR"])
                | Q(submitted_at__isnull=False),
                name="application_submitted_has_time",
            ),
            models.CheckConstraint(
                condition=Q(on_behalf_by=None)
                | ~Q(consent_given_by="")
                & ~Q(consent_how="")
                & Q(consent_given_on__isnull=False, consent_at__isnull=False),
                name="application_on_behalf_has_consent",
            ),
            models.CheckConstraint(
                condition=Q(modules__gte=1, modules__lte=4), name="application_modules_1_to_4"
            ),
        ]
        indexes = [models.Index(fields=["fair", "state"], name="application_by_state")]

    def __str__(self) -> str:
        return self.code


class ApplicationItem(models.Model):
    """A product shown at the fair, with its facts as they were when the form was sent."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="items")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "product"], name="item_once")]
