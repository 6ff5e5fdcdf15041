"""Applying from a phone, and what an applicant may not learn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fairs.models import Application
from fairs.rules.states import ApplicationState, Decision
from fairs.services.decisions import announce_decisions
from tests.factories.accounts import UserFactory
from tests.factories.exhibitors import ProducerFactory, ProductFactory, certified, member
from tests.factories.fairs import ApplicationFactory, FairFactory, accepted, eligible
from tests.factories.plans import applicant, published, row_of

pytestmark = pytest.mark.django_db
S = ApplicationState


def url(name, *args):
    return reverse(f"fairs:{name}", args=args)


@pytest.fixture
def producer():
    return ProducerFactory()


@pytest.fixture
def person(producer):
    user = UserFactory()
    member(user, producer)
    return user


@pytest.fixture
def phone(sign_in, person):
    return sign_in(person)


def test_opening_the_form_writes_nothing_and_preselects_what_is_admitted(phone, producer):
    fair = FairFactory()
    good = certified(producer=producer, name="Mật ong")
    ProductFactory(producer=producer, name="Trà chưa có sao")
    page = phone.get(url("apply", fair.pk)).content.decode()
    assert not Application.objects.exists()
    assert f'value="{good.pk}" id="product-{good.pk}" checked' in page
    assert page.count("disabled aria-describedby") == 1
    assert 'name="consent"' in page
    assert 'id="id_consent" checked' not in page


def test_three_taps_send_an_application(phone, producer):
    fair, product = FairFactory(), certified(producer=producer)
    data = {"action": "send", "modules": "1", "products": [product.pk], "consent": "on"}
    response = phone.post(url("apply", fair.pk), data, follow=True)
    application = Application.objects.get()
    assert application.state == S.SUBMITTED
    assert response.redirect_chain[-1][0] == url("application", application.pk)
    assert application.code in response.content.decode()


def test_a_second_press_lands_on_the_first_application(phone, producer):
    fair, product = FairFactory(), certified(producer=producer)
    data = {"action": "send", "modules": "1", "products": [product.pk], "consent": "on"}
    first = phone.post(url("apply", fair.pk), data)
    second = phone.post(url("apply", fair.pk), data)
    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1
    assert phone.get(url("apply", fair.pk))["Location"] == first["Location"]


def test_the_draft_keeps_itself_and_is_found_again(phone, producer):
    fair, product = FairFactory(), certified(producer=producer)
    booth = fair.booths.first()
    data = {
        "action": "autosave", "modules": "2", "products": [product.pk], "note": "Gần cửa",
        "booth_1": booth.pk,
    }  # fmt: skip
    answer = phone.post(url("apply", fair.pk), data, HTTP_HX_REQUEST="true")
    application = Application.objects.get()
    assert f'value="{application.version}"' in answer.content.decode()
    assert (application.state, application.wished_booths) == (S.DRAFT, [booth.pk])
    assert "Gần cửa" in phone.get(url("apply", fair.pk)).content.decode()


def test_autosave_with_an_old_version_says_so_and_keeps_the_newer_one(phone, producer):
    fair = FairFactory()
    phone.post(url("apply", fair.pk), {"action": "save", "modules": "2", "note": "Mới"})
    answer = phone.post(
        url("apply", fair.pk), {"action": "autosave", "modules": "1", "note": "Cũ", "version": "1"}
    )
    assert "field-error" in answer.content.decode()
    assert Application.objects.get().note == "Mới"


def test_autosave_of_an_application_sent_elsewhere_answers_in_its_line(phone, producer):
    fair, product = FairFactory(), certified(producer=producer)
    entered = {"modules": "1", "products": [product.pk], "consent": "on"}
    phone.post(url("apply", fair.pk), {"action": "send", **entered})
    left_open = {"action": "autosave", **entered, "note": "Quên đóng"}
    answer = phone.post(url("apply", fair.pk), left_open, HTTP_HX_REQUEST="true", follow=True)
    line = answer.content.decode()
    assert "field-error" in line
    assert "<html" not in line
    assert Application.objects.get().note == ""


def test_a_refusal_keeps_the_form_and_names_the_rule(phone, producer):
    fair = FairFactory()
    data = {"action": "send", "modules": "1", "consent": "on", "note": "Vẫn còn đây"}
    page = phone.post(url("apply", fair.pk), data).content.decode()
    assert "Vẫn còn đây" in page
    assert "data-first-error" in page
    assert Application.objects.get().state == S.DRAFT


def test_sending_without_consent_is_refused_at_the_box(phone, producer):
    fair, product = FairFactory(), certified(producer=producer)
    data = {"action": "send", "modules": "1", "products": [product.pk]}
    page = phone.post(url("apply", fair.pk), data).content.decode()
    assert 'id="id_consent_error"' in page


def test_a_correction_opens_the_form_again_with_the_note(phone, producer):
    fair = FairFactory()
    ApplicationFactory(
        fair=fair, producer=producer, state=S.CHANGES_REQUESTED, review_note="Thiếu điện thoại"
    )
    assert "Thiếu điện thoại" in phone.get(url("apply", fair.pk)).content.decode()


def test_withdrawing_from_the_receipt(phone, producer):
    application = ApplicationFactory(producer=producer)
    phone.post(url("withdraw", application.pk), {"reason": "Bận"})
    application.refresh_from_db()
    assert application.state == S.WITHDRAWN


SECRET = "Lý do riêng của văn phòng"


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": S.ELIGIBLE, "decision": Decision.ACCEPT},
        {"state": S.ELIGIBLE, "decision": Decision.WAITLIST},
        {"state": S.ELIGIBLE, "decision": Decision.REJECT, "decision_reason": SECRET},
        {"state": S.INELIGIBLE, "review_note": SECRET},
        {"state": S.SUBMITTED},
    ],
)
def test_nothing_of_a_decision_shows_before_the_announcement(phone, api, person, producer, hidden):
    """Pages of all these applications read alike, but for the code."""
    fair = FairFactory()
    application = ApplicationFactory(fair=fair, producer=producer, **hidden)
    for address in (
        url("application", application.pk),
        url("applications"),
        url("fair", fair.pk),
        url("applications") + "?state=SUBMITTED",
    ):
        page = phone.get(address).content.decode()
        assert SECRET not in page
        for state in (S.ELIGIBLE, S.INELIGIBLE, S.ACCEPTED, S.WAITLISTED, S.REJECTED):
            assert f'aria-hidden="true"></span>{state.label}' not in page
        if address == url("applications"):
            assert application.code in page
    assert application.code in phone.get(url("applications") + "?state=SUBMITTED").content.decode()
    export = phone.get(url("applications") + "?export=xlsx")
    assert export.status_code == 200
    assert (
        application.code not in phone.get(url("applications") + "?state=ACCEPTED").content.decode()
    )


def test_after_the_announcement_the_reason_shows(phone, producer, organiser_user):
    fair = FairFactory()
    application = eligible(
        fair, producer=producer, decision=Decision.REJECT, decision_reason="Hết chỗ nhóm 1"
    )
    announce_decisions(fair=fair, actor=organiser_user, now=timezone.now())
    assert "Hết chỗ nhóm 1" in phone.get(url("application", application.pk)).content.decode()


def test_a_foreign_application_is_as_absent(phone):
    foreign = accepted(FairFactory())
    assert phone.get(url("application", foreign.pk)).status_code == 404
    assert phone.post(url("withdraw", foreign.pk)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == S.ACCEPTED


def test_a_producers_pages_cost_the_same_for_more_rows(phone, producer):
    fair = FairFactory()
    addresses = [url("applications"), url("apply", fair.pk), url("fair", fair.pk)]
    costs = []
    for count in (1, 3):
        for _i in range(count):
            certified(producer=producer)
            ApplicationFactory(producer=producer, fair=FairFactory(hall=False), products=False)
        costs.append([])
        for address in addresses:
            phone.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert phone.get(address).status_code == 200
            costs[-1].append(len(queries))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 30


def test_home_leads_to_the_application_there_is_and_not_to_a_second_one(phone, person, producer):
    fair = FairFactory()
    home, apply = reverse("home"), url("apply", fair.pk)
    assert apply in phone.get(home).content.decode()
    application = eligible(fair, producer=producer)
    page = phone.get(home).content.decode()
    assert apply not in page
    assert page.count(url("application", application.pk)) == 2
    assert "Đã gửi" in page
    assert "Đủ điều kiện" not in page
    Application.objects.filter(pk=application.pk).update(state=S.CONFIRMED)
    assert "Đã xác nhận" in phone.get(home).content.decode()
    public = phone.get(url("fair", fair.pk)).content.decode()
    assert apply not in public
    assert url("application", application.pk) in public
    second = ProducerFactory()
    member(person, second)
    eligible(fair, producer=second)
    assert url("fair", fair.pk) in phone.get(home).content.decode()


def test_home_costs_the_same_for_one_and_for_three_applications(sign_in):
    counts = []
    for number in (1, 3):
        user = UserFactory()
        for _n in range(number):
            owner = ProducerFactory()
            member(user, owner)
            eligible(FairFactory(), producer=owner)
        client = sign_in(user)
        client.get(reverse("home"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("home"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_accepted_applicant_finds_the_booth_and_where_to_confirm(phone, producer):
    fair = FairFactory()
    application = applicant(fair, producer=producer)
    page = phone.get(url("application", application.pk)).content.decode()
    assert url("my_place", application.pk) not in page  # nothing to confirm yet
    booth = row_of(fair)[1]
    published(fair, {application: booth.number})
    page = phone.get(url("application", application.pk)).content.decode()
    assert f"Gian hàng của quý vị: {booth.number}" in page
    assert url("my_place", application.pk) in page


def test_a_closed_window_is_said_before_the_form_is_filled(phone, producer):
    opened = datetime(2026, 1, 1, tzinfo=UTC)
    fair = FairFactory(apply_from=opened, apply_until=opened + timedelta(days=4, hours=10))
    page = phone.get(url("apply", fair.pk)).content.decode()
    alert = page.split('class="alert alert-warning"')[1].split("</div>")[0]
    assert "17:00 05/01/2026" in alert
    assert 'value="send"' not in page


def test_home_offers_no_form_to_an_account_without_a_producer(sign_in, client):
    fair = FairFactory()
    apply = url("apply", fair.pk)
    assert apply in client.get(reverse("home")).content.decode()  # visitors sign in on the way
    assert apply not in sign_in(UserFactory()).get(reverse("home")).content.decode()
