"""The office reviews, decides in private, announces."""

import pytest
from django.urls import reverse

from fairs.rules.states import ApplicationState, Decision
from notifications.models import Message
from tests.factories.exhibitors import ProducerFactory
from tests.factories.fairs import ApplicationFactory, FairFactory, eligible

pytestmark = pytest.mark.django_db
S = ApplicationState


def url(name, *args):
    return reverse(f"fairs:{name}", args=args)


def test_the_first_application_to_review_opens_by_itself(sign_in, reviewer_user):
    fair = FairFactory()
    eligible(fair)
    waiting = ApplicationFactory(fair=fair)
    page = sign_in(reviewer_user).get(url("review", fair.pk)).content.decode()
    assert f"<dd>{waiting.code}</dd>" in page
    assert 'data-key="a"' in page


def test_the_list_is_searched_by_name_without_accents_and_by_code(sign_in, reviewer_user):
    fair = FairFactory()
    honey = ApplicationFactory(fair=fair, producer=ProducerFactory(name="HTX Mật ong Bà Vì"))
    other = ApplicationFactory(fair=fair, producer=ProducerFactory(name="Gốm Bát Tràng"))
    client = sign_in(reviewer_user)

    def found(text):
        page = client.get(url("review", fair.pk), {"q": text}).content.decode()
        return [a.code for a in (honey, other) if f"application={a.pk}" in page]

    assert found("mat ong") == [honey.code]
    assert found(other.code[-4:].lower()) == [other.code]
    assert found("") == [honey.code, other.code]
    assert found("không có") == []


def test_judging_moves_on_and_offers_to_undo(sign_in, reviewer_user):
    fair = FairFactory()
    first, second = ApplicationFactory(fair=fair), ApplicationFactory(fair=fair)
    client = sign_in(reviewer_user)
    data = {"verdict": "ELIGIBLE", "version": first.version}
    page = client.post(url("judge", first.pk), data, follow=True).content.decode()
    first.refresh_from_db()
    assert first.state == S.ELIGIBLE
    assert f"<dd>{second.code}</dd>" in page
    assert url("reopen", first.pk) in page
    client.post(url("reopen", first.pk), {"version": first.version})
    first.refresh_from_db()
    assert first.state == S.SUBMITTED


def test_a_refusal_without_reason_explains_itself(sign_in, reviewer_user):
    application = ApplicationFactory()
    data = {"verdict": "INELIGIBLE", "version": application.version}
    page = sign_in(reviewer_user).post(url("judge", application.pk), data, follow=True)
    assert "alert-error" in page.content.decode()
    application.refresh_from_db()
    assert application.state == S.SUBMITTED


def test_reviewers_judge_but_do_not_decide_or_announce(sign_in, reviewer_user):
    fair = FairFactory()
    application = eligible(fair)
    client = sign_in(reviewer_user)
    data = {"decision": "ACCEPT", "version": application.version}
    assert client.post(url("decide", application.pk), data).status_code == 403
    assert client.post(url("announce", fair.pk)).status_code == 403
    assert client.post(url("accept_suggested", fair.pk)).status_code == 403
    application.refresh_from_db()
    assert application.decision == ""


def test_deciding_by_suggestion_and_announcing(sign_in, organiser_user):
    fair = FairFactory(hall={"rows": 1, "booths_per_row": 1})
    first, second = eligible(fair, priority=9), eligible(fair, priority=2)
    client = sign_in(organiser_user)
    client.post(url("accept_suggested", fair.pk))
    first.refresh_from_db()
    assert (first.state, first.decision) == (S.ELIGIBLE, Decision.ACCEPT)
    assert not Message.objects.exists()
    client.post(url("announce", fair.pk))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (S.ACCEPTED, S.WAITLISTED)
    assert Message.objects.count() == 2
    assert client.get(url("decisions", fair.pk)).status_code == 200


def test_an_application_of_another_fair_does_not_open_here(sign_in, organiser_user):
    fair, other = FairFactory(), ApplicationFactory()
    address = url("review", fair.pk) + f"?application={other.pk}"
    assert sign_in(organiser_user).get(address).status_code == 404


def test_the_office_never_sees_an_unsent_draft(sign_in, organiser_user):
    fair = FairFactory()
    draft = ApplicationFactory(fair=fair, state=S.DRAFT)
    client = sign_in(organiser_user)
    assert draft.producer.name not in client.get(url("review", fair.pk)).content.decode()
    assert client.get(url("application", draft.pk)).status_code == 404
