"""Rules of certificates, names and rows."""

from datetime import date
from types import SimpleNamespace

import pytest

from exhibitors.rules import Standing, add_months, standing, valid_on, valid_on_all
from exhibitors.rules.product_types import PRODUCT_TYPES, product_type_of
from exhibitors.rules.recognition import (
    Vocabulary,
    check_row,
    find_columns,
    guess_kind,
    read_date,
    read_stars,
)

DAY = date(2026, 11, 24)
GOOD = {
    "producer": "HTX Mật ong",
    "product": "Mật ong hoa nhãn",
    "group": "1",
    "stars": 4,
    "decision_number": "12/QĐ-UBND",
    "issued_on": date(2026, 1, 15),
}


def certificate(issued, expires, revoked=None):
    return SimpleNamespace(issued_on=issued, expires_on=expires, revoked_on=revoked)


def test_a_certificate_counts_on_its_last_day_and_not_after():
    found = certificate(date(2023, 11, 24), DAY)
    assert valid_on(found, DAY)
    assert not valid_on(found, date(2026, 11, 25))


def test_validity_is_asked_for_every_day_of_a_fair():
    found = certificate(date(2023, 1, 1), DAY)
    assert not valid_on_all(found, [DAY, date(2026, 11, 25)])


def test_a_withdrawn_certificate_stops_on_that_day():
    found = certificate(date(2025, 1, 1), date(2028, 1, 1), DAY)
    assert not valid_on(found, DAY)
    assert valid_on(found, date(2026, 11, 23))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2024, 8, 31), date(2027, 8, 31)),
        (date(2023, 12, 1), date(2026, 12, 1)),
    ],
)
def test_thirty_six_months(start, end):
    assert add_months(start, 36) == end


@pytest.mark.parametrize(
    ("until", "last", "expected"),
    [
        (date(2027, 6, 1), date(2027, 6, 1), Standing.RECOGNISED),
        (date(2026, 12, 24), date(2026, 12, 24), Standing.EXPIRING),
        (None, date(2026, 1, 1), Standing.EXPIRED),
        (None, None, Standing.CANDIDATE),
    ],
)
def test_standing(until, last, expected):
    found = standing(
        valid_until=until, last_expiry=last, withdrawn_on=None, day=DAY, warning_days=90
    )
    assert found == expected


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Mật ong Vinh Hoa", "honey"),
        ("Giò lụa Ước Lễ", "sausages"),
        ("Lụa tơ sen Mỹ Đức", "silk"),
        ("Bánh chưng Tranh Khúc", "cakes"),
        ("Bánh đa Hữu Hòa", "noodles"),
        ("Mộc nhĩ", "mushrooms"),
        ("Bình tỳ bà", "pottery"),
        ("Vật lạ", ""),
    ],
)
def test_product_type_is_read_from_the_name(name, kind):
    assert product_type_of(name) == kind
    assert kind in {"", *PRODUCT_TYPES}


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("24/11/2026", DAY),
        ("2026-11-24", DAY),
        (DAY, DAY),
        ("24-11-2026", DAY),
        ("31/02/2026", None),
        ("hôm nay", None),
    ],
)
def test_dates_as_people_write_them(cell, day):
    assert read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "stars"), [("4 sao", 4), ("★★★", 3), (5, 5), ("2", None), ("4,5", None)]
)
def test_stars_as_people_write_them(cell, stars):
    assert read_stars(cell) == stars


def test_headings_of_any_language_are_known():
    found = find_columns(["Decision number *", "product", None, "STARS"])
    assert found == {"decision_number": 0, "product": 1, "stars": 3}


def test_kind_is_guessed_from_the_name():
    assert guess_kind("HTX Ba Chữ") == "COOPERATIVE"
    assert guess_kind("Công ty TNHH Gốm") == "ENTERPRISE"


def test_every_error_of_a_row_is_named():
    cells = {**GOOD, "stars": "2", "issued_on": "1/1/2010", "group": "9", "product": None}
    decision, errors = check_row(cells, Vocabulary(), DAY)
    assert decision is None
    assert {(e.column, e.code) for e in errors} == {
        ("stars", "stars"),
        ("issued_on", "date_range"),
        ("group", "group"),
        ("product", "missing"),
    }


def test_a_good_row_is_a_decision():
    decision, errors = check_row(GOOD, Vocabulary(), DAY)
    assert not errors
    assert (decision.kind, decision.stars, decision.group) == ("COOPERATIVE", 4, 1)
