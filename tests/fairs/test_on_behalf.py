"""An organiser applies for a producer: only with a consent on record, and visibly so."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import ActivityEntry
from common.errors import InvalidInput
from fairs.models import Application
from fairs.rules.states import ApplicationState
from fairs.services.applications import NotOpen
from fairs.services.on_behalf import AlreadyApplied, Consent, start_on_behalf
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, certified, member
from tests.factories.fairs import ApplicationFactory, FairFactory

pytestmark = pytest.mark.django_db
S = ApplicationState


def url(name, *args):
    return reverse(f"fairs:{name}", args=args)


def consent(**changes):
    values = {"given_by": "Bà Lê Thị Thử", "how": "PHONE", "given_on": timezone.localdate()}
    return Consent(**{**values, **changes})


def begun(fair, producer, actor, **changes):
    return start_on_behalf(
        fair=fair, producer=producer, consent=consent(**changes), actor=actor, now=timezone.now()
    )


def test_an_organiser_notes_the_consent_fills_in_and_sends(sign_in, organiser_user):
    fair, producer = FairFactory(), ProducerFactory(email="chu.the@example.org")
    product = certified(producer=producer)
    office = sign_in(organiser_user)
    assert url("apply_for", fair.pk) in office.get(url("manage", fair.pk)).content.decode()
    day = timezone.localdate().strftime("%d/%m/%Y")
    entered = {"producer": producer.pk, "given_by": "Bà Lê", "how": "PAPER", "given_on": day}
    page = office.post(url("apply_for", fair.pk), entered, follow=True)
    assert page.redirect_chain[-1][0] == f"{url('apply', fair.pk)}?producer={producer.pk}"
    text = page.content.decode()
    assert "Bà Lê" in text
    assert 'name="consent"' not in text
    data = {"action": "send", "modules": "1", "products": [product.pk]}
    dossier = office.post(page.redirect_chain[-1][0], data, follow=True).content.decode()
    application = Application.objects.get()
    assert application.state == S.SUBMITTED
    assert (application.on_behalf_by, application.consent_given_by) == (organiser_user, "Bà Lê")
    assert "Bà Lê" in dossier
    assert Message.objects.get().recipient == "chu.the@example.org"
    entry = ActivityEntry.objects.get(verb="application.on_behalf")
    assert entry.actor == organiser_user
    assert entry.after["consent_how"] == "PAPER"


def test_the_producer_sees_who_agreed_and_may_go_on_alone(sign_in, organiser_user):
    fair, producer, user = FairFactory(), ProducerFactory(), UserFactory()
    member(user, producer)
    product = certified(producer=producer)
    application = begun(fair, producer, organiser_user)
    phone = sign_in(user)
    assert "Bà Lê Thị Thử" in phone.get(url("application", application.pk)).content.decode()
    phone.post(url("apply", fair.pk), {"action": "send", "modules": "1", "products": [product.pk]})
    application.refresh_from_db()
    assert application.state == S.SUBMITTED


def test_a_draft_of_the_office_is_found_again_by_organisers_only(
    sign_in, organiser_user, reviewer_user
):
    application = begun(FairFactory(), ProducerFactory(), organiser_user)
    office = sign_in(organiser_user)
    assert application.code in office.get(url("applications")).content.decode()
    page = office.get(url("application", application.pk))
    assert page["Location"].startswith(url("apply", application.fair_id))
    assert application.code not in office.get(url("review", application.fair_id)).content.decode()
    reviewer = sign_in(reviewer_user)
    assert application.code not in reviewer.get(url("applications")).content.decode()
    assert reviewer.get(url("application", application.pk)).status_code == 404


def test_without_a_consent_organisers_cannot_act_for_a_producer(sign_in, organiser_user):
    fair, other = FairFactory(), ProducerFactory()
    office = sign_in(organiser_user)
    assert office.get(f"{url('apply', fair.pk)}?producer={other.pk}").status_code == 404


def test_organisers_withdraw_only_with_a_reason(sign_in, organiser_user):
    application = ApplicationFactory(state=S.CHANGES_REQUESTED)
    office = sign_in(organiser_user)
    for reason, after in (("  ", S.CHANGES_REQUESTED), ("Báo qua điện thoại", S.WITHDRAWN)):
        office.post(url("withdraw", application.pk), {"reason": reason})
        application.refresh_from_db()
        assert application.state == after


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("given_by", "  "),
        ("how", "SIGNAL"),
        ("given_on", timezone.localdate() + timedelta(days=2)),
    ],
)
def test_an_incomplete_consent_is_refused_by_name(organiser_user, field, value):
    with pytest.raises(InvalidInput) as refused:
        begun(FairFactory(), ProducerFactory(), organiser_user, **{field: value})
    assert field in refused.value.fields
    assert not Application.objects.exists()


def test_a_second_application_is_refused(sign_in, organiser_user):
    application = ApplicationFactory()
    with pytest.raises(AlreadyApplied):
        begun(application.fair, application.producer, organiser_user)
    page = sign_in(organiser_user).get(url("apply_for", application.fair_id)).content.decode()
    assert application.producer.name not in page


def test_a_fair_that_takes_no_applications_refuses(organiser_user):
    fair = FairFactory(apply_until=timezone.now() - timedelta(days=1))
    with pytest.raises(NotOpen):
        begun(fair, ProducerFactory(), organiser_user)


def test_the_database_keeps_consent_and_organiser_together(organiser_user):
    application = ApplicationFactory()
    with pytest.raises(IntegrityError):
        Application.objects.filter(pk=application.pk).update(on_behalf_by=organiser_user)


def test_the_api_begins_changes_and_sends(api, organiser_user):
    fair, producer = FairFactory(), ProducerFactory()
    product = certified(producer=producer)
    office = api(organiser_user)
    address = reverse("api:fair-on-behalf", args=[fair.pk])
    today = timezone.localdate().isoformat()
    body = {"producer": producer.pk, "given_by": "Bà Lê", "how": "PHONE", "given_on": today}
    made = office.post(address, body, headers={"Idempotency-Key": "a"})
    assert made.status_code == 201
    assert made.json()["on_behalf"] == {"given_by": "Bà Lê", "how": "PHONE", "given_on": today}
    again = office.post(address, body, headers={"Idempotency-Key": "b"})
    assert (again.status_code, again.json()["code"]) == (409, "already_applied")
    own = reverse("api:application-detail", args=[made.json()["id"]])
    office.patch(own, {"products": [product.pk], "version": made.json()["version"]})
    sent = office.post(
        reverse("api:application-submit", args=[made.json()["id"]]),
        {}, headers={"Idempotency-Key": "c"},
    )  # fmt: skip
    assert sent.json()["state"] == S.SUBMITTED
    wrong = office.post(address, {**body, "how": "?"}, headers={"Idempotency-Key": "d"})
    assert wrong.status_code == 400
    absent = office.post(address, {**body, "producer": 99}, headers={"Idempotency-Key": "e"})
    assert absent.status_code == 404


def test_the_api_tells_an_organiser_whether_the_producer_may_take_part(api, organiser_user):
    fair, producer = FairFactory(), ProducerFactory()
    product = certified(producer=producer)
    office = api(organiser_user)
    address = reverse("api:fair-eligibility", args=[fair.pk])
    assert office.get(address, {"producer": producer.pk}).status_code == 404
    begun(fair, producer, organiser_user)
    told = office.get(address, {"producer": producer.pk}).json()
    assert told["eligible"] is True
    assert [row["product"] for row in told["products"]] == [product.pk]
