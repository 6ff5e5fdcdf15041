"""Recipients from Excel: good rows go in, the others come back."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from common.errors import InvalidInput
from common.excel import workbook_bytes
from notifications.models import ConsentEntry, Recipient, RecipientUpload
from notifications.services import record_consent
from notifications.services.uploads import upload_recipients
from tests.factories.accounts import organiser
from tests.factories.notifications import CampaignFactory

pytestmark = pytest.mark.django_db
GIVEN = date(2026, 1, 5)


@pytest.fixture
def campaign():
    return CampaignFactory(state="DRAFT", written_by_hand=True)


def workbook(*rows):
    return workbook_bytes(title="x", header=["a", "b", "c", "d", "e"], rows=rows)


def upload(campaign, *rows):
    return upload_recipients(
        campaign=campaign,
        filename="list.xlsx",
        file=BytesIO(workbook(*rows)),
        actor=organiser(),
        now=timezone.now(),
    )


def test_good_rows_are_added_with_their_consent(campaign):
    made = upload(
        campaign,
        ["an@example.org", "An", "fr", GIVEN, "paper"],
        ["binh@example.org", None, None, "5/1/2026", "In person"],
        ["chi@example.org", "Chi", "", None, None],
        ["An@example.org", "An", "vi", None, None],
    )
    assert (made.added, made.known) == (3, 0)
    assert made.errors == [
        {"row": 5, "code": "twice", "cells": ["An@example.org", "An", "vi", None, None]}
    ]
    assert Recipient.objects.get(name="An").language == "fr"
    assert sorted(ConsentEntry.objects.values_list("channel")) == [("IN_PERSON",), ("PAPER",)]
    again = upload(campaign, ["an@example.org", "An", "fr", GIVEN, "paper"])
    assert (again.added, again.known) == (0, 1)
    assert ConsentEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["an@example.org,b@example.org"], "address"),
        (["an"], "address"),
        ([None, "An"], "address"),
        (["an@example.org", "An\u202e"], "name"),
        (["an@example.org", "An", "de"], "language"),
        (["an@example.org", "An", "vi", "yesterday", "paper"], "consent_on"),
        (["an@example.org", "An", "vi", date(2999, 1, 1), "paper"], "consent_on"),
        (["an@example.org", "An", "vi", GIVEN, None], "consent_channel"),
        (["an@example.org", "An", "vi", None, "paper"], "consent_on"),
    ],
)
def test_a_wrong_row_says_what_to_mend(campaign, row, code):
    made = upload(campaign, row)
    assert [error["code"] for error in made.errors] == [code]
    assert not Recipient.objects.exists()
    assert not ConsentEntry.objects.exists()


def test_who_refused_later_stays_refused(campaign):
    now = timezone.now()
    record_consent(
        address="an@example.org",
        act="WITHDRAWN",
        channel="PHONE",
        occurred_at=now - timedelta(days=1),
        now=now,
        actor=organiser(),
    )
    made = upload(campaign, ["an@example.org", "An", "vi", GIVEN, "paper"])
    assert [error["code"] for error in made.errors] == ["refused_later"]
    assert not Recipient.objects.exists()


def test_a_file_without_rows_is_refused(campaign):
    with pytest.raises(InvalidInput) as refusal:
        upload(campaign)
    assert "file" in refusal.value.fields


def test_the_wrong_rows_come_back_as_a_workbook(campaign, sign_in):
    client = sign_in(organiser())
    file = SimpleUploadedFile("list.xlsx", workbook(["=cmd", "An"], ["b@example.org", "B"]))
    client.post(f"/campaigns/{campaign.pk}/recipients/upload/", {"file": file})
    assert RecipientUpload.objects.get().added == 1
    answer = client.get(f"/campaigns/{campaign.pk}/recipients/errors/")
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert (rows[1][0], rows[1][5]) == ("'=cmd", 2)
    assert rows[1][6]
