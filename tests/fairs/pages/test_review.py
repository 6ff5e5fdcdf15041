"""The office reviews, decides in private, announces."""

import pytest
from django.urls import reverse

from fairs.models import Application
from fairs.rules.states import ApplicationState, Decision
from notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, certified, member
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


def test_a_correction_shows_what_it_changed(sign_in, reviewer_user, api):
    fair = FairFactory()
    user, producer = UserFactory(), ProducerFactory()
    member(user, producer)
    old, new = (certified(producer=producer, name=name) for name in ("Mật ong", "Trà sen"))
    phone, office = sign_in(user), sign_in(reviewer_user)
    sent = {"action": "send", "modules": "1", "products": [old.pk], "consent": "on"}
    phone.post(url("apply", fair.pk), sent)
    application = Application.objects.get()
    review = url("review", fair.pk)
    assert "corrected" not in office.get(review).content.decode()
    data = {"verdict": "CHANGES_REQUESTED", "note": "Thiếu", "version": application.version}
    office.post(url("judge", application.pk), data)
    phone.post(url("apply", fair.pk), {**sent, "action": "save", "modules": "2"})
    assert "corrected" not in office.get(review).content.decode()
    changed = {**sent, "modules": "2", "needs": ["power"], "products": [new.pk], "note": "Đã sửa"}
    phone.post(url("apply", fair.pk), changed)
    page = office.get(review).content.decode()
    assert "<del>1</del>" in page
    assert "<ins>2</ins>" in page
    assert "<ins>Điện</ins>" in page
    rows = api(reviewer_user).get(reverse("api:application-detail", args=[application.pk]))
    fields = {row["field"]: row for row in rows.json()["changes"]}
    assert set(fields) == {"products", "modules", "needs"}
    assert fields["products"]["old"].startswith("Mật ong")
    assert fields["products"]["new"].startswith("Trà sen")
    own = api(user).get(reverse("api:application-detail", args=[application.pk]))
    assert "changes" not in own.json()


def test_a_correction_of_the_contact_alone_says_that_nothing_material_changed(
    sign_in, reviewer_user
):
    application = ApplicationFactory()
    member(user := UserFactory(), application.producer)
    office = sign_in(reviewer_user)
    data = {"verdict": "CHANGES_REQUESTED", "note": "Thiếu", "version": application.version}
    office.post(url("judge", application.pk), data)
    products = list(application.items.values_list("product", flat=True))
    fixed = {"action": "send", "modules": "1", "products": products, "contact_phone": "0911111111"}
    sign_in(user).post(url("apply", application.fair_id), fixed)
    application.refresh_from_db()
    assert application.state == S.SUBMITTED
    page = office.get(url("review", application.fair_id)).content.decode()
    assert "giữ nguyên" in page


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


@pytest.mark.parametrize("number", ["²", "٣", "-1", "1e3", "9" * 40, "9" * 5000, ""])
def test_a_number_that_is_none_is_answered_and_changes_nothing(sign_in, organiser_user, number):
    application = ApplicationFactory()
    review = url("review", application.fair_id)
    client = sign_in(organiser_user)
    assert client.get(review, {"application": number}).status_code == (404 if number else 200)
    assert client.get(review, {"undo": number}).status_code == 200
    client.post(url("judge", application.pk), {"verdict": "ELIGIBLE", "version": number})
    application.refresh_from_db()
    assert application.state == S.SUBMITTED
    apply = url("apply", application.fair_id)
    assert client.get(apply, {"producer": number}).status_code == (404 if number else 403)
    rivals = url("rivals", application.fair_id)
    assert client.post(rivals, {"remove": number}).status_code == 404


def test_the_undecided_are_found_and_decided_without_losing_the_place(sign_in, organiser_user):
    fair = FairFactory()
    decided = eligible(fair, priority=9, decision=Decision.ACCEPT)
    first, second = eligible(fair, priority=5), eligible(fair, priority=3)
    client, address = sign_in(organiser_user), url("decisions", fair.pk)
    rows = [row for row, _cells in client.get(address, {"decision": "NONE"}).context["rows"]]
    assert rows == [first, second]
    assert decided in [row for row, _cells in client.get(address).context["rows"]]
    data = {"decision": "ACCEPT", "version": first.version, "back": "decisions"}
    answer = client.post(url("decide", first.pk), {**data, "list": "?decision=NONE"})
    assert answer.url == f"{address}?decision=NONE"
    first.refresh_from_db()
    assert first.decision == Decision.ACCEPT


def test_a_list_that_is_cut_short_says_so(sign_in, reviewer_user):
    fair = FairFactory()
    for _ in range(201):
        ApplicationFactory(fair=fair, products=False)
    client, review = sign_in(reviewer_user), url("review", fair.pk)
    assert "200 đơn đầu tiên" in client.get(review).content.decode()
    last = Application.objects.order_by("submitted_at", "id").last()
    page = client.get(review, {"q": last.code}).content.decode()
    assert "200 đơn đầu tiên" not in page
    assert f"application={last.pk}" in page
