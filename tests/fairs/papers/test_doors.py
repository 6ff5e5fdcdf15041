"""Pages and API of papers: what an organiser orders, what a producer has."""

import pytest
from django.urls import reverse

from notifications.models import Document, Job
from tests.factories.accounts import UserFactory, organiser
from tests.factories.exhibitors import member
from tests.factories.fairs import ApplicationFactory
from tests.factories.plans import fair_with, row_of, run_job, with_letters
from tests.factories.seminars import SeminarFactory
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed():
    fair, (application,) = fair_with(1)
    with_letters(fair, {application: row_of(fair)[0].number})
    return application


@pytest.fixture
def producer(placed):
    user = UserFactory()
    member(user, placed.producer)
    return user


def test_an_organiser_orders_papers_and_is_led_to_the_file(placed, sign_in):
    client = sign_in(organiser())
    fair = placed.fair
    page = client.get(reverse("fairs:papers", args=[fair.pk])).content.decode()
    assert "booth_sign" in page
    answer = client.post(
        reverse("fairs:papers_make", args=[fair.pk]),
        {"kind": "hall_plan", "language": "vi", "handover": "MERGED"},
    )
    job = Job.objects.get(kind="fairs.papers")
    assert answer.url == reverse("notifications:job", args=[job.pk])
    run_job(job)
    document = Document.objects.get(kind="fairs.hall_plan")
    address = reverse("notifications:document_download", args=[document.pk])
    assert address in client.get(answer.url).content.decode()
    assert address in client.get(reverse("fairs:papers", args=[fair.pk])).content.decode()
    assert client.get(address).content[:5] == b"%PDF-"


def test_a_wrong_order_is_refused_on_the_page(placed, sign_in):
    client = sign_in(organiser())
    address = reverse("fairs:papers_make", args=[placed.fair_id])
    for order in ({}, {"kind": "hall_plan", "language": "", "handover": "MERGED"}):
        page = client.post(address, order, follow=True)
        assert list(page.context["messages"])
    assert not Job.objects.filter(kind="fairs.papers").exists()


@pytest.mark.parametrize(
    ("kind", "page"), [("receipt", "application"), ("move_in_pass", "my_place")]
)
def test_a_producer_makes_and_downloads_its_own_papers(kind, page, placed, producer, sign_in):
    client = sign_in(producer)
    address = reverse("fairs:application_papers", args=[placed.pk])
    made = client.post(address, {"kind": kind, "language": "fr"}, follow=True)
    assert made["Content-Type"] == "application/pdf"
    assert placed.code in pdf_text(made.content)
    document = Document.objects.get(kind=f"fairs.{kind}")
    assert document.language == "fr"
    download = reverse("fairs:application_paper", args=[placed.pk, document.pk])
    assert download in client.get(reverse(f"fairs:{page}", args=[placed.pk])).content.decode()


def test_a_producer_makes_no_paper_it_has_no_reason_for(placed, producer, sign_in):
    waiting = ApplicationFactory(producer=placed.producer)
    client = sign_in(producer)
    address = reverse("fairs:application_papers", args=[waiting.pk])
    for kind in ("move_in_pass", "booth_sign", "results"):
        page = client.post(address, {"kind": kind, "language": "vi"}, follow=True)
        assert page["Content-Type"].startswith("text/html")
        assert list(page.context["messages"])
    assert not Document.objects.filter(subject_id=str(waiting.pk)).exists()


def test_a_withdrawn_application_has_no_receipt(producer, placed, sign_in):
    gone = ApplicationFactory(producer=placed.producer, state="WITHDRAWN")
    address = reverse("fairs:application_papers", args=[gone.pk])
    page = sign_in(producer).post(address, {"kind": "receipt", "language": "vi"}, follow=True)
    assert list(page.context["messages"])
    assert not Document.objects.filter(kind="fairs.receipt").exists()


def test_a_paper_of_another_application_is_not_found(placed, producer, sign_in):
    client = sign_in(producer)
    client.post(
        reverse("fairs:application_papers", args=[placed.pk]), {"kind": "receipt", "language": "vi"}
    )
    document = Document.objects.get(kind="fairs.receipt")
    other = ApplicationFactory(producer=placed.producer)
    address = reverse("fairs:application_paper", args=[other.pk, document.pk])
    assert client.get(address).status_code == 404


def test_the_results_page_shows_what_the_report_says(placed, sign_in):
    page = sign_in(organiser()).get(reverse("fairs:results", args=[placed.fair_id]))
    html = page.content.decode()
    assert html.count('class="chart"') == 2
    assert placed.producer.commune.name in html
    assert "style=" not in html.partition("<main")[2]


def test_a_seminars_papers_are_ordered_on_its_page(sign_in):
    seminar, client = SeminarFactory(), sign_in(organiser())
    page = client.get(reverse("fairs:seminar_manage", args=[seminar.pk])).content.decode()
    assert "attendance" in page
    client.post(
        reverse("fairs:seminar_papers", args=[seminar.pk]),
        {"kind": "attendance", "language": "vi", "handover": "MERGED"},
    )
    run_job(Job.objects.get(kind="fairs.papers"))
    page = client.get(reverse("fairs:seminar_manage", args=[seminar.pk])).content.decode()
    assert Document.objects.get(kind="fairs.attendance").title in page


class TestApi:
    def test_an_order_is_a_job(self, placed, api):
        caller = api(organiser())
        address = reverse("api:fair-paper-list", args=[placed.fair_id])
        answer = caller.post(address, {"kind": "booth_sign"}, format="json")
        assert answer.status_code == 202
        run_job(Job.objects.get(pk=answer.json()["job"]))
        assert Document.objects.filter(kind="fairs.booth_sign").count() == 1

    def test_a_producer_makes_its_pass_once(self, placed, producer, api):
        caller = api(producer)
        address = reverse("api:application-paper-list", args=[placed.pk])
        first = caller.post(address, {"kind": "move_in_pass"}, format="json")
        second = caller.post(address, {"kind": "move_in_pass"}, format="json")
        assert first.status_code == 201
        assert first.json() == second.json()
        kinds = {row["kind"] for row in caller.get(address).json()["results"]}
        assert kinds == {"fairs.booth_letter", "fairs.move_in_pass"}
        paper = reverse("api:application-paper", args=[placed.pk, first.json()["id"]])
        assert caller.get(paper).content[:5] == b"%PDF-"

    def test_no_reason_is_a_refusal_with_a_code(self, placed, producer, api):
        waiting = ApplicationFactory(producer=placed.producer)
        address = reverse("api:application-paper-list", args=[waiting.pk])
        answer = api(producer).post(address, {"kind": "move_in_pass"}, format="json")
        assert answer.json()["code"] == "nothing_to_print"
        assert 400 <= answer.status_code < 500
