"""Signing in, out, and getting back in."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.models import ActivityEntry, User
from tests.factories.accounts import PASSWORD, UserFactory, organiser

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(client, user, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": user.email, "password": password, **extra})


def code(secret: str = SECRET, ahead: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(counters())) + ahead))


def test_the_right_password_signs_in_and_changes_the_session(client, plain_user):
    client.get(LOGIN)
    client.session["before"] = 1
    session = client.session
    session["x"] = 1
    session.save()
    before = session.session_key
    reply = sign_in(client, plain_user)
    assert (reply.status_code, reply.url) == (302, "/")
    assert client.session.session_key != before
    assert client.cookies["django_language"].value == plain_user.language


@pytest.mark.parametrize(
    "where", ["//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/"]
)
def test_after_signing_in_one_stays_on_this_site(client, plain_user, where):
    reply = client.post(
        f"{LOGIN}?next={where}", {"login": plain_user.email, "password": PASSWORD, "next": where}
    )
    assert reply.url == "/"


def test_next_leads_to_the_page_that_was_asked_for(client, plain_user):
    reply = sign_in(client, plain_user, next="/account/?x=1")
    assert reply.url == "/account/?x=1"


def test_unknown_address_and_wrong_password_read_the_same(client, plain_user):
    wrong = sign_in(client, plain_user, "wrong")
    unknown = client.post(LOGIN, {"login": "nobody@example.org", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 200

    def neutral(reply):
        text = re.sub(r'csrf[^>]*value="[^"]+"|X-CSRFToken[^}]+', "", reply.content.decode())
        return text.replace(plain_user.email, "@").replace("nobody@example.org", "@")

    assert neutral(wrong) == neutral(unknown)


def test_ten_failures_shut_the_door_for_the_guesser_only(client, plain_user):
    for _ in range(10):
        assert sign_in(client, plain_user, "wrong").status_code == 200
    shut = sign_in(client, plain_user)
    assert shut.status_code == 429
    assert "Quá nhiều" in shut.content.decode()
    rotated = client.post(
        LOGIN,
        {"login": plain_user.email, "password": PASSWORD},
        headers={"X-Forwarded-For": "203.0.113.9"},
    )
    assert rotated.status_code == 429
    elsewhere = Client(REMOTE_ADDR="198.51.100.7")
    assert sign_in(elsewhere, plain_user).status_code == 302


def test_one_address_cannot_try_many_accounts(client):
    for number in range(10):
        client.post(LOGIN, {"login": f"guess{number}@example.org", "password": "x"})
    assert sign_in(client, UserFactory()).status_code == 429


def test_a_closed_account_does_not_sign_in(client):
    user = UserFactory(is_active=False)
    reply = sign_in(client, user)
    assert reply.url == reverse("account_inactive")
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_change_phone", "account_request_login_code"],
)
def test_what_is_not_used_is_not_routed(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_reset_says_the_same_for_everybody_and_mails_only_the_known(client, plain_user, mailoutbox):
    url = reverse("account_reset_password")
    known = client.post(url, {"email": plain_user.email})
    unknown = client.post(url, {"email": "nobody@example.org"})
    assert known.url == unknown.url
    assert [mail.to for mail in mailoutbox] == [[plain_user.email]]
    assert mailoutbox[0].alternatives


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("vi", "Đặt mật khẩu mới"),
        ("en", "Choose a new password"),
        ("fr", "nouveau mot de passe"),
    ],
)
def test_the_reset_mail_speaks_the_persons_language(client, mailoutbox, language, subject):
    user = UserFactory(language=language)
    client.post(reverse("account_reset_password"), {"email": user.email})
    assert subject in mailoutbox[0].subject


def test_a_reset_link_works_once_and_keeps_the_configured_host(
    client, plain_user, mailoutbox, settings
):
    client.post(reverse("account_reset_password"), {"email": plain_user.email})
    link = re.search(r"http\S+", mailoutbox[0].body).group()
    assert link.startswith(settings.SITE_URL)
    path = link.removeprefix(settings.SITE_URL)
    form = client.get(path, follow=True)
    assert "set-password" in form.request["PATH_INFO"]  # the key has left the address
    new = "một câu đủ dài để nhớ"
    done = client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert done.status_code == 302
    assert ActivityEntry.objects.filter(verb="user.password_changed").count() == 1
    assert "Liên kết này đã hết hiệu lực" in Client().get(path, follow=True).content.decode()
    assert sign_in(Client(), plain_user, new).status_code == 302
    assert len(mailoutbox) == 2  # and the person is told


def test_changing_the_password_ends_every_session(client, plain_user):
    other = Client()
    sign_in(other, plain_user)
    sign_in(client, plain_user)
    new = "another long enough phrase"
    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )
    assert other.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 302


def test_the_office_needs_a_longer_password(client):
    user = organiser()
    sign_in(client, user)
    short = "thirteen char"
    reply = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": short, "password2": short},
    )
    assert "15" in reply.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_idle_and_old_sessions_end(client, plain_user, settings):
    with time_machine.travel("2026-11-02T08:00:00+07:00", tick=False) as clock:
        sign_in(client, plain_user)
        assert client.get("/account/").status_code == 200
        for _ in range(13):
            clock.shift(86_400)
            assert client.get("/account/").status_code == 200
        clock.shift(86_400 + 60)  # used every day, but fourteen days old
        assert client.get("/account/").status_code == 302
        sign_in(client, plain_user)
        clock.shift(settings.SESSION_IDLE_SECONDS + 600)
        assert client.get("/account/").status_code == 302


# Second factor


@pytest.mark.django_db(transaction=True)
def test_an_authenticator_is_set_up_with_a_code_and_noted(client, mailoutbox, plain_user):
    sign_in(client, plain_user)
    client.post(client.get(reverse("mfa_activate_totp")).url, {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml" in page.content
    secret = client.session["mfa.totp.secret"]
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    reply = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert reply.url == reverse("mfa_view_recovery_codes")
    stored = Authenticator.objects.get(user=plain_user, type="totp")
    assert secret not in str(stored.data)
    assert ActivityEntry.objects.filter(verb="second_factor.added").exists()
    assert [mail.subject for mail in mailoutbox] == ["Đã thêm ứng dụng xác thực vào tài khoản"]
    assert client.get(reply.url).status_code == 200
    download = client.get(reverse("mfa_download_recovery_codes"))
    assert len(download.content.split()) == 10


def test_a_code_is_asked_for_and_works_once(client, plain_user):
    TOTP.activate(plain_user, SECRET)
    reply = sign_in(client, plain_user)
    assert reply.url == reverse("mfa_authenticate")
    assert client.get("/account/").status_code == 302
    now = code()
    assert client.post(reply.url, {"code": now}).status_code == 302
    assert client.get("/account/").status_code == 200
    again = Client()
    sign_in(again, plain_user)
    assert again.post(reply.url, {"code": now}).status_code == 200


@pytest.mark.parametrize("data", [{}, {"credential": "{}"}, {"credential": '{"id": "x"}'}])
def test_the_second_step_without_a_code_asks_for_it(client, plain_user, data):
    TOTP.activate(plain_user, SECRET)
    step = sign_in(client, plain_user).url
    reply = client.post(step, data)
    assert reply.status_code == 200
    assert "Mã" in reply.content.decode()
    assert "field-error" in reply.content.decode()
    assert client.get("/account/").status_code == 302


def test_a_recovery_code_stands_in_for_the_phone_once(client, plain_user):
    TOTP.activate(plain_user, SECRET)
    spare = RecoveryCodes.activate(plain_user).get_unused_codes()[0]
    sign_in(client, plain_user)
    assert client.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 302
    again = Client()
    sign_in(again, plain_user)
    assert again.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 200


def test_a_role_can_demand_the_second_factor(client, settings):
    settings.SECOND_FACTOR_REQUIRED_ROLES = ["ORGANISER"]
    user = organiser()
    sign_in(client, user)
    assert client.get("/people/").url == reverse("mfa_activate_totp")
    api = client.get("/api/v1/users/")
    assert (api.status_code, api.json()["code"]) == (403, "second_factor_required")
    TOTP.activate(user, SECRET)
    assert client.get("/people/").status_code == 200
    client.post(client.get(reverse("mfa_deactivate_totp")).url, {"password": PASSWORD})
    page = client.get(reverse("mfa_deactivate_totp"))
    assert "Tắt" not in page.content.decode().partition("form-actions")[2].partition("</div>")[0]
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=user).exists()


def test_the_second_factor_changes_only_after_the_password_was_given_again(client, plain_user):
    sign_in(client, plain_user)
    reply = client.get(reverse("mfa_activate_totp"))
    assert reply.url.startswith(reverse("account_reauthenticate"))
    assert client.post(reply.url, {"password": "wrong"}).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 302
    assert client.post(reply.url, {"password": PASSWORD}).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
