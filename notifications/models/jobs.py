"""Long pieces of work."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.rules import ACTIVE_JOBS, JobState


class Job(models.Model):
    """A long piece of work with live progress; claimed under a lease, resumed after a kill."""

    kind = models.CharField(_("Kind"), max_length=60)
    title = models.CharField(_("Work"), max_length=300)
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.CharField(max_length=60, blank=True)
    params = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    dedupe_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=JobState.choices, default="QUEUED")
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(null=True, blank=True, encoder=DjangoJSONEncoder)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs"
    )
    created_at = models.DateTimeField(_("Asked"), default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "dedupe_key"],
                condition=Q(state__in=ACTIVE_JOBS) & ~Q(dedupe_key=""),
                name="job_one_active",
            ),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, claim_token__isnull=False)
                | ~Q(state=JobState.RUNNING) & Q(claim_token=None),
                name="job_running_has_claim",
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(done__lte=F("total")), name="job_done_within_total"
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(state__in=ACTIVE_JOBS), name="job_active"
            )
        ]

    def __str__(self) -> str:
        return self.title
