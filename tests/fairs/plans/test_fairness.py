"""Fairness across fairs: a ledger that only grows, and a rule kept in versions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from common.errors import InvalidInput, StaleVersion
from fairs.models import Booth, Fair, FairnessEntry, FairRule
from fairs.queries.fairness import basis_sentence, earned_credit
from fairs.queries.instances import build_input
from fairs.queries.plans import staleness
from fairs.rules.states import ApplicationState, LedgerKind
from fairs.rules.weights import DEFAULT_RULE, SETTINGS, least_place, values_of
from fairs.services.fair_rule import set_rule
from fairs.services.fairness import correct_credit, settle_fair, settle_fairs
from fairs.services.review import review_application
from fairs.tasks.fairness import settle_fairs as nightly
from tests.factories.fairs import ApplicationFactory, FairFactory, FairSeriesFactory
from tests.factories.plans import applicant, fair_with, plan_with, published, row_of

pytestmark = pytest.mark.django_db


def over(fair) -> Fair:
    """The fair as if it had ended yesterday."""
    length = fair.closes_on - fair.opens_on
    fair.closes_on = timezone.localdate() - timedelta(days=1)
    fair.opens_on = fair.closes_on - length
    fair.save()
    return fair


def rule(**changes) -> dict[str, list[int]]:
    return {s.name: values_of(s.name, DEFAULT_RULE) for s in SETTINGS} | changes


def credits(fair) -> dict[str, tuple[str, int]]:
    rows = FairnessEntry.objects.filter(fair=fair).select_related("producer")
    return {e.producer.name: (e.kind, e.points) for e in rows}


def test_a_fair_that_is_over_gives_credit_for_no_place_and_for_a_poor_one_once():
    fair, _ = fair_with(0)
    row = row_of(fair)
    for place, booth in enumerate(row[:4]):
        Booth.objects.filter(pk=booth.pk).update(quality=10 + 20 * place)
    poor, pleased, good, best, none = (
        applicant(fair, f"HTX {name}") for name in ("kém", "toại nguyện", "khá", "tốt", "không")
    )
    placed = {poor: row[0].number, pleased: row[1].number, good: row[2].number, best: row[3].number}
    published(fair, placed)
    over(fair)
    now = timezone.now()
    assert settle_fair(fair=fair, now=now) == 2
    assert credits(fair) == {
        none.producer.name: (LedgerKind.REFUSED, 40),
        poor.producer.name: (LedgerKind.POOR_PLACE, 20),
    }
    assert settle_fair(fair=fair, now=now) == 0
    entry = FairnessEntry.objects.get(kind=LedgerKind.POOR_PLACE)
    assert row[0].number in basis_sentence(entry)


def test_a_poor_place_that_was_wished_for_gives_nothing():
    fair, _ = fair_with(0)
    row = row_of(fair)
    Booth.objects.filter(pk=row[0].pk).update(quality=5)
    a = applicant(fair, "HTX A", wished_booths=[row[0].pk])
    b = applicant(fair, "HTX B")
    published(fair, {a: row[0].number, b: row[3].number})
    settle_fair(fair=over(fair), now=timezone.now())
    assert credits(fair) == {}


def test_a_running_and_a_cancelled_fair_give_nothing():
    fair_with(1)
    cancelled, _ = fair_with(1)
    over(cancelled)
    Fair.objects.filter(pk=cancelled.pk).update(state="CANCELLED", cancelled_at=timezone.now())
    assert settle_fairs(now=timezone.now()) == 0
    nightly()
    assert not FairnessEntry.objects.exists()


def test_credit_counts_earlier_fairs_within_the_months_of_the_rule():
    first, (a,) = fair_with(1)
    settle_fair(fair=over(first), now=timezone.now())
    later = ApplicationFactory(fair=FairFactory(), producer=a.producer)
    assert earned_credit(later) == 40
    later.fair.weights = {"credit_months": 0}
    assert earned_credit(later) == 0


def test_a_newcomer_has_credit_at_the_first_fair_only():
    series = FairSeriesFactory()
    application = ApplicationFactory(
        fair=FairFactory(series=series), state=ApplicationState.SUBMITTED,
        submitted_at=timezone.now(),
    )  # fmt: skip
    review_application(
        application=application, verdict="ELIGIBLE", note="Đạt", actor=None,
        version=application.version, now=timezone.now(),
    )  # fmt: skip
    application.refresh_from_db()
    assert application.credit == DEFAULT_RULE["credit_newcomer"]
    other = ApplicationFactory(fair=FairFactory(series=series), producer=application.producer)
    assert earned_credit(other) == 0


def test_the_ledger_and_the_versions_cannot_be_changed():
    fair, (a,) = fair_with(1)
    entry = correct_credit(application=a, points=10, reason="Bù", actor=None)
    version = set_rule(fair=fair, values=rule(want=[900]), number_read=0, reason="Thử", actor=None)
    for row, change in ((entry, {"points": 20}), (version, {"reason": "Khác"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**change)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).delete()


def test_a_correction_needs_a_reason_and_points():
    _fair, (a,) = fair_with(1)
    for points, reason in ((10, " "), (0, "x"), (101, "x")):
        with pytest.raises(InvalidInput):
            correct_credit(application=a, points=points, reason=reason, actor=None)
    assert not FairnessEntry.objects.exists()


def test_a_new_version_of_the_rule_makes_open_plans_stale_and_published_ones_keep_theirs():
    fair, (a, b) = fair_with(2)
    row = row_of(fair)
    done, _job = published(fair, {a: row[0].number})
    draft = plan_with(fair, {a: row[0].number, b: row[2].number})
    made = set_rule(fair=fair, values=rule(want=[1600]), number_read=0, reason="Thử", actor=None)
    assert (made.number, made.values["want"]) == (1, 1600)
    data = build_input(Fair.objects.get(pk=fair.pk))
    assert data.instance.weights.want == 1600
    assert staleness(draft, data)
    done.refresh_from_db()
    assert done.params["rule"]["number"] == 0
    assert done.params["rule"]["values"]["want"] == DEFAULT_RULE["want"]


def test_the_rule_refuses_what_makes_no_sense():
    fair, _ = fair_with(0)
    least = least_place(DEFAULT_RULE)
    for changes in ({"want": [-1]}, {"pref_zone": [1]}, {"place_base": [least]}, {}):
        with pytest.raises(InvalidInput):
            set_rule(fair=fair, values=rule(**changes), number_read=0, reason="x", actor=None)
    set_rule(fair=fair, values=rule(want=[900]), number_read=0, reason="x", actor=None)
    with pytest.raises(StaleVersion):
        set_rule(fair=fair, values=rule(want=[1000]), number_read=0, reason="x", actor=None)
    assert FairRule.objects.count() == 1


def test_the_page_publishes_the_rule_and_an_organiser_changes_it(client, organiser_user, sign_in):
    fair, _ = fair_with(0)
    office = sign_in(organiser_user)
    address = reverse("fairs:rule_edit", args=[fair.pk])
    form = office.get(address).context["form"]
    entered = {name: field.initial for name, field in form.fields.items() if name != "number"}
    entered |= {"number": 0, "want_0": 17, "reason": "Ưu tiên trang bị"}
    assert office.post(address, entered)["Location"] == reverse("fairs:rule", args=[fair.pk])
    assert FairRule.objects.get().values["want"] == 1700
    public = client.get(reverse("fairs:rule", args=[fair.pk])).content.decode()
    assert ">17<" in public
    assert "Ưu tiên trang bị" not in public
    assert "Ưu tiên trang bị" in office.get(reverse("fairs:rule", args=[fair.pk])).content.decode()
    again = office.post(address, entered | {"want_0": 18})
    assert again.status_code == 200
    assert FairRule.objects.count() == 1


def test_the_ledger_page_takes_a_correction(organiser_user, reviewer_user, sign_in):
    fair, (a,) = fair_with(1)
    address = reverse("fairs:ledger", args=[fair.pk])
    entered = {"application": a.pk, "points": "-15", "reason": "Đã được đổi chỗ"}
    assert sign_in(reviewer_user).post(address, entered).status_code == 403
    office = sign_in(organiser_user)
    office.post(address, entered)
    page = office.get(address).content.decode()
    assert a.producer.name in page
    assert "Đã được đổi chỗ" in page


def test_the_api_reads_and_changes_rule_and_ledger(organiser_user, api):
    fair, (a,) = fair_with(1)
    client = api(organiser_user)
    address = reverse("api:fair-rule", args=[fair.pk])
    body = {"number": 0, "reason": "Ít dời chỗ", "settings": {"move": [9000]}}
    changed = client.put(address, body, format="json").json()
    move = next(s for s in changed["settings"] if s["name"] == "move")
    assert (changed["number"], move["values"]) == (1, [9000])
    assert client.put(address, body, format="json").status_code == 409
    unknown = {**body, "number": 1, "settings": {"x": [1]}}
    assert client.put(address, unknown, format="json").status_code == 400
    ledger = reverse("api:ledger-list", args=[fair.pk])
    entry = {"application": a.code, "points": 5, "reason": "Bù"}
    assert client.post(ledger, entry, format="json").status_code == 201
    (row,) = client.get(ledger).json()["results"]
    assert (row["points"], row["producer"]) == (5, a.producer_id)
