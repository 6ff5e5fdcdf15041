"""Exports of personal data and bulk sending ask once more who it is, then go on."""

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from accounts.models import ApiToken, ErasureRequest
from notifications.models import Campaign
from tests.accounts.pages.test_signing_in import SECRET, code
from tests.factories.accounts import PASSWORD, organiser, signed_in
from tests.factories.notifications import written_campaign

pytestmark = pytest.mark.django_db
CONFIRM = "/api/v1/auth/confirm/"


@pytest.fixture(autouse=True)
def _window(settings):
    settings.STEP_UP_SECONDS = 600


def old_session(user) -> Client:
    return signed_in(Client(), user, lately=False)


def token_of(client, user) -> str:
    body = {"email": user.email, "password": PASSWORD}
    return client.post("/api/v1/auth/token/", body, "application/json").json()["token"]


def test_an_export_of_people_asks_for_the_password_and_then_comes(organiser_user):
    client = old_session(organiser_user)
    assert client.get("/people/").status_code == 200
    asked = client.get("/people/?export=xlsx")
    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/?next=")
    assert client.post(asked.url, {"password": "wrong"}).status_code == 200
    assert client.get("/people/?export=xlsx").status_code == 302
    confirmed = client.post(asked.url, {"password": PASSWORD})
    assert confirmed.url == "/people/?export=xlsx"
    assert client.get(confirmed.url)["Content-Type"].endswith("sheet")


@pytest.mark.parametrize(
    "page",
    [
        "/people/",
        "/activity/",
        "/messages/",
        "/messages/returned/",
        "/messages/consents/",
        "/people/erasures/",
    ],
)
def test_lists_of_people_are_exported_only_then(organiser_user, page):
    old = old_session(organiser_user)
    assert old.get(page).status_code == 200
    assert old.get(page + "?export=xlsx").status_code == 302
    assert signed_in(Client(), organiser_user).get(page + "?export=xlsx").status_code == 200


def test_a_list_without_people_needs_none(organiser_user):
    assert old_session(organiser_user).get("/fairs/?export=xlsx").status_code == 200


def test_a_campaign_is_released_after_the_password_without_pressing_again(organiser_user):
    campaign = written_campaign()
    client = old_session(organiser_user)
    asked = client.post(f"/campaigns/{campaign.pk}/release/")
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert Campaign.objects.get().state == "DRAFT"
    confirmed = client.post(asked.url, {"password": PASSWORD})
    assert confirmed.url == f"/campaigns/{campaign.pk}/"
    assert Campaign.objects.get().state == "WRITING"


def test_what_was_written_survives_the_question(plain_user):
    client = old_session(plain_user)
    asked = client.post("/account/data/erasure/", {"note": "sau hội chợ"})
    client.post(asked.url, {"password": PASSWORD})
    assert ErasureRequest.objects.get().note == "sau hội chợ"


def test_a_fragment_leads_the_whole_page_to_the_question(organiser_user):
    campaign = written_campaign()
    reply = old_session(organiser_user).post(
        f"/campaigns/{campaign.pk}/release/", headers={"HX-Request": "true"}
    )
    assert reply.status_code == 204
    assert reply["HX-Redirect"].startswith("/accounts/reauthenticate/")


def test_the_code_of_the_second_factor_confirms_as_well(organiser_user):
    TOTP.activate(organiser_user, SECRET)
    client = old_session(organiser_user)
    client.get("/people/?export=xlsx")
    client.post("/accounts/2fa/reauthenticate/?next=/people/", {"code": code()})
    assert client.get("/people/?export=xlsx").status_code == 200


def test_the_window_is_a_setting_and_ends(client, organiser_user, settings):
    settings.STEP_UP_SECONDS = 300
    with time_machine.travel("2026-11-02T08:00:00+07:00", tick=False) as clock:
        client.post("/accounts/login/", {"login": organiser_user.email, "password": PASSWORD})
        assert client.get("/people/?export=xlsx").status_code == 200
        clock.shift(301)
        assert client.get("/people/?export=xlsx").status_code == 302


def test_a_token_made_with_the_password_may_for_a_while(client, organiser_user):
    campaign = written_campaign()
    with time_machine.travel("2026-11-02T08:00:00+07:00", tick=False) as clock:
        headers = {"Authorization": f"Bearer {token_of(client, organiser_user)}"}
        path = f"/api/v1/campaigns/{campaign.pk}/release/"
        clock.shift(601)
        late = client.post(path, headers=headers)
        assert (late.status_code, late.json()["code"]) == (403, "step_up_required")
        assert Campaign.objects.get().state == "DRAFT"
        wrong = client.post(CONFIRM, {"password": "x"}, "application/json", headers=headers)
        assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_failed")
        right = client.post(CONFIRM, {"password": PASSWORD}, "application/json", headers=headers)
        assert right.json()["confirmed_until"].startswith("2026-11-02T01:20:01")
        assert client.post(path, headers=headers).status_code == 200


def test_a_token_made_on_the_page_begins_without_the_window(organiser_user, client):
    page = signed_in(Client(), organiser_user)
    secret = page.post("/account/tokens/", {"token-name": "sheet"}).content.decode()
    secret = secret.partition('class="key">')[2].partition("<")[0]
    assert ApiToken.objects.get().confirmed_at is None
    headers = {"Authorization": f"Bearer {secret}"}
    reply = client.post("/api/v1/auth/me/data/", headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (403, "step_up_required")


def test_confirming_needs_something_and_takes_a_code_once(client, organiser_user):
    headers = {"Authorization": f"Bearer {token_of(client, organiser_user)}"}
    nothing = client.post(CONFIRM, {}, "application/json", headers=headers)
    assert "password" in nothing.json()["errors"]
    TOTP.activate(organiser_user, SECRET)
    now = {"code": code()}
    assert client.post(CONFIRM, now, "application/json", headers=headers).status_code == 200
    again = client.post(CONFIRM, now, "application/json", headers=headers)
    assert (again.status_code, again.json()["code"]) == (401, "code_wrong")


def test_guessing_at_the_confirmation_is_limited(client):
    user = organiser()
    headers = {"Authorization": f"Bearer {token_of(client, user)}"}
    codes = [
        client.post(CONFIRM, {"password": "x"}, "application/json", headers=headers).json()["code"]
        for _ in range(11)
    ]
    assert codes[-1] == "too_many_failures"
