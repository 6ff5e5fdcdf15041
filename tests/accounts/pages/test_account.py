"""The own account and the invitation."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import ApiToken, User
from accounts.services import invite_user
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
NEW = "một câu đủ dài để nhớ"


def invited(mailoutbox, **changes) -> tuple[User, str]:
    """Somebody invited by the system and the path of the link in the mail."""
    details = {"email": "an@example.org", "full_name": "Nguyễn An", "language": "vi", **changes}
    user = invite_user(**details, actor=None, now=timezone.now())
    return user, re.search(r"http://[^/]+(/\S+)", mailoutbox[-1].body).group(1)


def accept(client, path, **changes):
    page = client.get(path, follow=True)
    data = {"full_name": "Nguyễn An", "language": "vi", "password": NEW, "again": NEW, **changes}
    return client.post(page.request["PATH_INFO"], data)


def test_an_invited_person_chooses_a_password_and_signs_in(client, mailoutbox):
    user, path = invited(mailoutbox)
    page = client.get(path, follow=True)
    assert path not in page.request["PATH_INFO"]
    assert accept(client, path).url == "/accounts/login/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert (
        client.post("/accounts/login/", {"login": user.email, "password": NEW}).status_code == 302
    )
    assert Client().get(path).status_code == 410


def test_looking_at_the_link_uses_nothing_up(client, mailoutbox):
    user, path = invited(mailoutbox)
    for _ in range(3):
        assert Client().get(path, follow=True).status_code == 200
    user.refresh_from_db()
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"password": "short", "again": "short"}, "password"),
        ({"again": "something else entirely"}, "again"),
        ({"full_name": ""}, "full_name"),
    ],
)
def test_a_refused_form_names_the_field_and_keeps_the_link(client, mailoutbox, changes, field):
    _, path = invited(mailoutbox)
    reply = accept(client, path, **changes)
    assert reply.status_code == 200
    assert f'id="id_{field}_error"' in reply.content.decode()
    assert accept(client, path).status_code == 302


def test_a_newer_invitation_ends_the_older_one(mailoutbox):
    _, first = invited(mailoutbox)
    _, second = invited(mailoutbox)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 302


def test_an_invitation_ends_after_seven_days(mailoutbox):
    _, path = invited(mailoutbox)
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=5)):
        reply = Client().get(path)
    assert reply.status_code == 410
    assert "gửi lại lời mời" in reply.content.decode()


def test_a_link_opens_only_its_own_account(mailoutbox):
    _, first = invited(mailoutbox)
    _, second = invited(mailoutbox, email="binh@example.org")
    swapped = [*first.split("/")[:3], second.split("/")[3], first.split("/")[4], ""]
    assert Client().get("/".join(swapped)).status_code == 410


def test_the_invitation_shows_names_as_they_are(mailoutbox):
    invited(mailoutbox, full_name='<a href="//x">{{7*7}}</a>')
    html = mailoutbox[0].alternatives[0].content
    assert "&lt;a href" in html
    assert "{{7*7}}" in html
    assert '<a href="//x">' not in html


def test_somebody_with_a_password_gets_no_invitation(mailoutbox):
    user = UserFactory()
    invite_user(email=user.email, full_name="", language="vi", actor=None, now=timezone.now())
    assert not mailoutbox


@pytest.mark.parametrize("language", ["vi", "en", "fr"])
def test_the_invitation_speaks_the_persons_language(mailoutbox, language):
    invited(mailoutbox, language=language)
    words = {"vi": "Kính gửi", "en": "Dear", "fr": "Bonjour"}
    assert words[language] in mailoutbox[0].body


def test_the_profile_is_saved_and_the_language_follows(sign_in, plain_user):
    client = sign_in(plain_user)
    reply = client.post("/account/", {"full_name": "Trần Bình", "language": "fr"}, follow=True)
    plain_user.refresh_from_db()
    assert (plain_user.full_name, plain_user.language) == ("Trần Bình", "fr")
    assert '<html lang="fr">' in reply.content.decode()


def test_no_other_field_can_be_set_with_the_profile(sign_in, plain_user):
    sign_in(plain_user).post(
        "/account/",
        {"full_name": "x", "language": "vi", "email": "x@example.org", "is_active": ""},
    )
    email = plain_user.email
    plain_user.refresh_from_db()
    assert plain_user.email == email
    assert plain_user.is_active


def test_a_token_is_shown_once_works_and_is_revoked(sign_in, plain_user):
    client = sign_in(plain_user)
    page = client.post("/account/tokens/", {"token-name": "bảng tính"})
    secret = re.search(r'class="key">([0-9a-f]{64})<', page.content.decode()).group(1)
    assert secret not in client.get("/account/").content.decode()
    bearer = {"Authorization": f"Bearer {secret}"}
    me = Client().get("/api/v1/auth/me/", headers=bearer)
    assert me.json()["email"] == plain_user.email
    token = ApiToken.objects.get()
    client.post(f"/account/tokens/{token.public_id}/revoke/")
    assert Client().get("/api/v1/auth/me/", headers=bearer).status_code == 401


def test_tokens_are_counted(sign_in, plain_user):
    client = sign_in(plain_user)
    for number in range(21):
        page = client.post("/account/tokens/", {"token-name": str(number)})
    assert 'id="id_token-name_error"' in page.content.decode()
    assert ApiToken.objects.count() == 20
