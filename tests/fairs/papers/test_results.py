"""Sales and visits of a fair: reported, not reported and zero are three things, everywhere."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from common.errors import DomainError, InvalidInput, StaleVersion
from fairs.documents.results import figures
from fairs.models import Fair, ReportedSales
from fairs.services.papers.reports import results_facts
from fairs.services.results import record_results
from tests.factories.accounts import organiser
from tests.factories.plans import fair_with, row_of, with_letters

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def held():
    """A fair in its second day, with three exhibitors in the published plan."""
    fair, applications = fair_with(3)
    booths = row_of(fair)
    with_letters(fair, {a: booths[n].number for n, a in enumerate(applications)})
    Fair.objects.filter(pk=fair.pk).update(
        opens_on=TODAY - timedelta(days=1), closes_on=TODAY + timedelta(days=1)
    )
    fair.refresh_from_db()
    return fair, applications


def record(fair, sales=(), visits=(), **changes):
    return record_results(
        fair=fair, sales=dict(sales), visits=dict(visits), actor=organiser(), now=timezone.now(),
        **{"version": fair.version, **changes},
    )  # fmt: skip


def test_silence_is_no_zero_on_page_paper_and_workbook(held, sign_in):
    fair, (one, two, _three) = held
    record(fair, {one.pk: 5_600_000, two.pk: 0}, {TODAY: 1200})
    client = sign_in(organiser())
    page = client.get(reverse("fairs:results", args=[fair.pk])).content.decode()
    assert "5.600.000 ₫ (đã báo cáo: 2/3)" in page.replace("\u00a0", " ")
    assert "1.200 (đã báo cáo: 1/3)" in page
    assert "Chưa báo cáo" in page
    content = client.get(reverse("fairs:results_excel", args=[fair.pk])).content
    rows = list(load_workbook(BytesIO(content)).active.values)
    sales = [row[2] for row in rows if row[0] == "Doanh thu theo đơn vị tham gia"]
    assert sorted(sales, key=str) == [0, 5_600_000, None]


@pytest.mark.parametrize(
    ("language", "words"),
    [("vi", "Chưa báo cáo"), ("en", "Not reported"), ("fr", "Non communiqué")],
)
def test_a_report_without_figures_says_so_in_its_language(held, language, words):
    with translation.override(language):
        said = figures(results_facts(held[0], language))
    assert [value for _label, value in said][-2:] == [words, words]


def test_figures_are_mended_and_taken_back_and_others_stay(held):
    fair, (one, two, _three) = held
    fair = record(fair, {one.pk: 10, two.pk: 20})
    fair = record(fair, {one.pk: None})
    assert list(ReportedSales.objects.values_list("application", "amount")) == [(two.pk, 20)]


def test_what_cannot_be_is_refused_by_field(held):
    fair, (one, *_rest) = held
    with pytest.raises(InvalidInput) as refused:
        record(fair, {one.pk: -1}, {TODAY + timedelta(days=1): 5})
    assert set(refused.value.fields) == {f"sales_{one.pk}", f"visits_{TODAY + timedelta(days=1)}"}
    with pytest.raises(InvalidInput):
        record(fair, {987654321: 1})
    with pytest.raises(StaleVersion):
        record(fair, {one.pk: 1}, version=fair.version - 1)
    assert not ReportedSales.objects.exists()


def test_a_fair_to_come_has_no_results():
    fair, (one,) = fair_with(1)
    with pytest.raises(DomainError):
        record(fair, {one.pk: 1})


def test_the_form_takes_amounts_as_people_write_them_and_keeps_what_was_typed(held, sign_in):
    fair, (one, two, _three) = held
    client, address = sign_in(organiser()), reverse("fairs:results_record", args=[fair.pk])
    wrong = {f"sales_{one.pk}": "5.600.000", f"sales_{two.pk}": "nhiều", "version": fair.version}
    page = client.post(address, wrong)
    assert page.status_code == 200
    assert "5.600.000" in page.content.decode()
    done = client.post(address, {**wrong, f"sales_{two.pk}": "", f"visits_{TODAY}": "0"})
    assert done.status_code == 302
    assert list(ReportedSales.objects.values_list("amount", flat=True)) == [5_600_000]
    assert list(fair.reported_visitors.values_list("visits", flat=True)) == [0]


def test_the_api_says_null_where_nothing_was_reported(held, api):
    fair, (one, *_rest) = held
    client, address = api(organiser()), reverse("api:fair-results", args=[fair.pk])
    body = {"sales": [{"application": one.pk, "amount": 7}], "version": fair.version}
    answer = client.put(address, body, format="json")
    assert answer.status_code == 200
    amounts = {row["application"]: row["amount"] for row in answer.json()["sales"]}
    assert amounts.pop(one.pk) == 7
    assert set(amounts.values()) == {None}
    assert client.put(address, body, format="json").status_code in (409, 412)
