"""Creating and editing fairs, their series and quotas."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services import record_activity
from common.addresses import WRONG, plain_address
from common.errors import DomainError, InvalidInput, StaleVersion
from common.text import composed, fold
from exhibitors.models import Commune
from fairs.models import Application, AssignmentBooth, Fair, FairQuota, FairSeries
from fairs.rules.phases import date_problems
from fairs.rules.states import ApplicationState, FairState
from fairs.services.changed_fairs import occasion_of, tell_moved

EDITABLE = (
    "series", "name_vi", "name_en", "name_fr", "description", "venue", "opens_on", "closes_on",
    "daily_from", "daily_until", "move_in_at", "apply_from", "apply_until", "grace_minutes",
    "confirm_by", "min_stars", "allowed_groups", "max_modules", "legal_basis",
    "registration_required", "contact_email", "contact_phone",
)  # fmt: skip
CODE_STEM = 32  # characters of the name in a code; a number may follow
DEADLINES = ("apply_until", "confirm_by")
DAYS = ("opens_on", "closes_on")
RULES = ("min_stars", "allowed_groups", "max_modules")


class PromiseBroken(DomainError):
    """A change that people outside already rely on; possible with a stated reason."""

    code = "published_promise"


@transaction.atomic
def create_fair(*, values: Mapping[str, Any], actor: User | None, now: datetime) -> Fair:
    """A new draft. `values` are fields of EDITABLE; raises InvalidInput naming wrong dates."""
    fair, values = Fair(created_by=actor, created_at=now), composed(values)
    for name in EDITABLE:
        if name in values:
            setattr(fair, name, values[name])
    _check(fair)
    fair.code = free_code(fair.name_en or fair.name_vi, Fair)
    fair.save()
    record_activity(actor=actor, verb="fair.created", obj=fair, after=_facts(fair, EDITABLE))
    return fair


@transaction.atomic
def update_fair(
    *,
    fair: Fair,
    version: int,
    values: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    override_reason: str = "",
) -> Fair:
    """Edit a fair that is not over.

    A published deadline moves only later, published rules and a published venue stay, unless
    `override_reason` says why; the days of a published fair move only after it was postponed.
    Another place or other hours of a published fair are told to all it was announced to. Raises
    StaleVersion, InvalidInput, PromiseBroken.
    """
    fair = Fair.objects.select_for_update(of=("self",)).get(pk=fair.pk)
    if fair.version != version:
        raise StaleVersion
    if fair.state in (FairState.CANCELLED, FairState.CLOSED):
        raise PromiseBroken(_("The fair is over; its record stays as it was."))
    before, occasion = _facts(fair, EDITABLE), occasion_of(fair)
    old = {name: getattr(fair, name) for name in EDITABLE}
    values = composed(values)
    for name in EDITABLE:
        if name in values:
            setattr(fair, name, values[name])
    after = _facts(fair, EDITABLE)
    changed = [name for name in EDITABLE if before[name] != after[name]]
    if not changed:
        return fair
    _check(fair)
    if fair.state != FairState.DRAFT:
        _check_promises(fair, old, changed, override_reason.strip())
    fair.version += 1
    fair.save()
    if set(changed) & set(DAYS):
        _move_places(fair)
    record_activity(
        actor=actor,
        verb="fair.updated",
        obj=fair,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        reason=override_reason.strip(),
    )
    if fair.state == FairState.PUBLISHED:
        tell_moved(fair=fair, before=occasion, actor=actor, now=now)
    return fair


def _check(fair: Fair) -> None:
    wrong = date_problems(
        opens_on=fair.opens_on,
        closes_on=fair.closes_on,
        apply_from=fair.apply_from,
        apply_until=fair.apply_until,
        move_in_at=fair.move_in_at,
        confirm_by=fair.confirm_by,
    )
    if fair.daily_until <= fair.daily_from:
        wrong["daily_until"] = [_("The fair closes later in the day than it opens.")]
    if fair.min_stars not in (0, 3, 4, 5):
        wrong["min_stars"] = [_("Choose 0, 3, 4 or 5 stars.")]
    if not 1 <= fair.max_modules <= 4:
        wrong["max_modules"] = [_("Choose 1 to 4 booths.")]
    if fair.grace_minutes > 7 * 24 * 60:
        wrong["grace_minutes"] = [_("The grace period is at most a week.")]
    if fair.contact_email and plain_address(fair.contact_email) is None:
        wrong["contact_email"] = [WRONG]
    if wrong:
        raise InvalidInput(fields=wrong)


def _check_promises(
    fair: Fair, old: Mapping[str, Any], changed: Sequence[str], reason: str
) -> None:
    if fair.state == FairState.PUBLISHED and set(changed) & set(DAYS):
        text = _("Postpone the fair first; then its days can change and applicants are told.")
        raise PromiseBroken(fields={name: [text] for name in DAYS if name in changed})
    if reason:
        return
    wrong: dict[str, list[object]] = {}
    for name in DEADLINES:
        new = getattr(fair, name)
        if name in changed and old[name] is not None and (new is None or new < old[name]):
            wrong[name] = [_("A published deadline moves only later, unless you give a reason.")]
    sent = Application.objects.filter(fair=fair).exclude(state=ApplicationState.DRAFT).exists()
    for name in (*RULES, "venue"):
        if name in changed and sent:
            wrong[name] = [_("Applications were already sent under this rule; give a reason.")]
    if wrong:
        wrong["override_reason"] = [_("Say why a published promise changes.")]
        raise PromiseBroken(fields=wrong)


def _move_places(fair: Fair) -> None:
    """Places in plans are held for the fair's days; they move with them."""
    days = DateRange(fair.opens_on, fair.closes_on + timedelta(days=1))
    AssignmentBooth.objects.filter(booth__fair=fair).update(days=days)


def _facts(fair: Fair, names: Sequence[str]) -> dict[str, Any]:
    """Values as the audit trail keeps them (keys of foreign rows, ISO dates)."""
    facts: dict[str, Any] = {}
    for name in names:
        value = getattr(fair, f"{name}_id" if name in ("series", "venue") else name)
        facts[name] = list(value) if isinstance(value, list | tuple) else value
    return facts


def free_code(name: str, model: type[Fair] | type[FairSeries]) -> str:
    """A short readable code that no row has yet."""
    stem = _whole_words(slugify(fold(name))) or "fair"
    taken = set(model.objects.filter(code__startswith=stem).values_list("code", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(code for code in candidates if code not in taken)


def _whole_words(slug: str) -> str:
    """As much of a slug as a code holds, not cut within a word unless the first is as long."""
    if len(slug) <= CODE_STEM:
        return slug
    return slug[: CODE_STEM + 1].rpartition("-")[0] or slug[:CODE_STEM]


@transaction.atomic
def create_series(
    *, name_vi: str, name_en: str = "", name_fr: str = "", actor: User | None
) -> FairSeries:
    """A series of returning fairs. Raises InvalidInput when the Vietnamese name exists."""
    names = composed({"name_vi": name_vi, "name_en": name_en, "name_fr": name_fr})
    if FairSeries.objects.filter(name_vi__iexact=names["name_vi"]).exists():
        raise InvalidInput(fields={"name_vi": [_("A series with this name exists.")]})
    code = free_code(names["name_en"] or names["name_vi"], FairSeries)
    series = FairSeries.objects.create(code=code, **names)
    record_activity(actor=actor, verb="fair_series.created", obj=series)
    return series


@transaction.atomic
def set_quotas(
    *,
    fair: Fair,
    groups: Mapping[int, int],
    communes: Mapping[int, int],
    actor: User | None,
) -> list[FairQuota]:
    """Replace the fair's quotas: at most `limit` accepted per product group or commune id.

    Raises InvalidInput for an unknown commune, or below what is already accepted.
    """
    fair = Fair.objects.select_for_update(of=("self",)).get(pk=fair.pk)
    if fair.state in (FairState.CANCELLED, FairState.CLOSED):
        raise PromiseBroken(_("The fair is over; its record stays as it was."))
    known = set(Commune.objects.filter(pk__in=communes).values_list("pk", flat=True))
    if missing := set(communes) - known:
        text = _("Unknown commune: %(ids)s.") % {"ids": ", ".join(map(str, sorted(missing)))}
        raise InvalidInput(fields={"communes": [text]})
    before = [[q.group, q.commune_id, q.limit] for q in fair.quotas.order_by("id")]
    fair.quotas.all().delete()
    rows = [FairQuota(fair=fair, group=g, limit=limit) for g, limit in sorted(groups.items())]
    rows += [
        FairQuota(fair=fair, commune_id=c, limit=limit) for c, limit in sorted(communes.items())
    ]
    FairQuota.objects.bulk_create(rows)
    fair.version += 1
    fair.save(update_fields=["version"])
    record_activity(
        actor=actor,
        verb="fair.quotas_set",
        obj=fair,
        before={"quotas": before},
        after={"quotas": [[q.group, q.commune_id, q.limit] for q in rows]},
    )
    return rows
