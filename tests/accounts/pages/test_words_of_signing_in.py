"""No word of the sign-in library reaches a reader in a language that was not asked for."""

import re
from html.parser import HTMLParser

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory, organiser

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
# Words that are the same in both languages.
SHARED = {"fr": {"Code"}, "vi": set()}


class _Reader(HTMLParser):
    """The texts a reader meets in the title and the main part of a page, spoken ones included."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in ("input", "img", "br", "meta", "link", "hr"):
            self._open.append(tag)
        for name, value in attrs:
            if name in ("placeholder", "aria-label", "alt", "title") and self._heard():
                self.texts.add(value)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\S+@\S+", "@", " ".join(data.split()))
        if self._heard() and "code" not in self._open and re.search(r"[^\W\d_]{2}", text):
            self.texts.add(text)

    def _heard(self) -> bool:
        return "main" in self._open or "title" in self._open


def _texts(reply) -> set[str]:
    assert reply.status_code in (200, 429), reply
    reader = _Reader()
    reader.feed(reply.content.decode())
    assert reader.texts
    return reader.texts


def _visitor(language: str, user=None) -> Client:
    client = Client()
    client.cookies["django_language"] = language
    if user is not None:
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.cookies["django_language"] = language
    return client


def _at_the_door(language: str, mailbox: list):
    """Pages one sees without being signed in."""
    client, user = _visitor(language), UserFactory(full_name="Same")
    login, ask = reverse("account_login"), reverse("account_reset_password")
    wrong = {"login": user.email, "password": "wrong"}
    yield "sign in", client.get(login)
    yield "sign in, empty", client.post(login, {})
    yield "sign in, no address", client.post(login, {"login": "x", "password": "x"})
    yield "sign in, wrong", client.post(login, wrong)
    for _ in range(10):
        client.post(login, wrong)
    yield "sign in, too often", client.post(login, wrong)
    cache.clear()
    yield "closed", client.get(reverse("account_inactive"))
    yield "reset", client.get(ask)
    yield "reset, empty", client.post(ask, {})
    yield "reset, no address", client.post(ask, {"email": "x"})
    yield "reset, sent", client.post(ask, {"email": user.email}, follow=True)
    link = "/" + re.search(r"https?://[^/]+/(\S+)", mailbox[-1].body).group(1)
    form = client.get(link, follow=True)
    yield "new password", form
    for name, first, second in [
        ("empty", "", ""),
        ("differ", "một câu đủ dài để nhớ", "một câu khác hẳn thế"),
        ("short", "ngắn", "ngắn"),
        ("common", "qwerty123456", "qwerty123456"),
        ("like oneself", user.email, user.email),
    ]:
        data = {"password1": first, "password2": second}
        yield f"new password, {name}", client.post(form.request["PATH_INFO"], data)
    long = {"password1": "một câu đủ dài để nhớ", "password2": "một câu đủ dài để nhớ"}
    yield "new password, done", client.post(form.request["PATH_INFO"], long, follow=True)
    yield "link over", client.get(link, follow=True)
    for _ in range(6):
        reply = client.post(ask, {"email": user.email})
    yield "reset, too often", reply


def _inside(language: str):
    """Pages of somebody signed in, without and with a second factor."""
    user = UserFactory(full_name="Same", language=language)
    client = _visitor(language, user)
    change, again = reverse("account_change_password"), reverse("account_reauthenticate")
    yield "change", client.get(change)
    yield "change, empty", client.post(change, {})
    wrong = {"oldpassword": "wrong", "password1": "ngắn", "password2": "khác"}
    yield "change, wrong", client.post(change, wrong)
    yield "sign out", client.get(reverse("account_logout"))
    yield "factor off", client.get(reverse("mfa_index"))
    yield "confirm", client.get(again)
    yield "confirm, empty", client.post(again, {})
    yield "confirm, wrong", client.post(again, {"password": "wrong"})
    client.post(again, {"password": PASSWORD})
    setup = reverse("mfa_activate_totp")
    yield "set up", client.get(setup)
    yield "set up, empty", client.post(setup, {})
    yield "set up, wrong", client.post(setup, {"code": "000000"})
    yield "codes too early", client.get(reverse("mfa_generate_recovery_codes"))
    yield "codes refused", client.post(reverse("mfa_generate_recovery_codes"))
    TOTP.activate(user, SECRET)
    yield "codes, first", client.get(reverse("mfa_generate_recovery_codes"))
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    yield "factor on", client.get(reverse("mfa_index"))
    yield "codes", client.get(reverse("mfa_generate_recovery_codes"))
    yield "switch off", client.get(reverse("mfa_deactivate_totp"))
    other = reverse("mfa_reauthenticate")
    yield "confirm by code", client.get(other)
    yield "confirm by code, wrong", client.post(other, {"code": "000000"})
    yield "confirm by password", client.get(again)
    door, step = _visitor(language, user), reverse("mfa_authenticate")
    yield "second step", door.get(step)
    yield "second step, empty", door.post(step, {"code": ""})
    yield "second step, wrong", door.post(step, {"code": "000000"})
    door.post(step, {"code": spare})
    door.cookies["django_language"] = language
    door.post(again, {"password": PASSWORD})
    yield "codes made", door.post(reverse("mfa_generate_recovery_codes"), follow=True)
    yield "switched off", door.post(reverse("mfa_deactivate_totp"), follow=True)
    changed = {"oldpassword": PASSWORD}
    changed |= {"password1": "một câu đủ dài để nhớ", "password2": "một câu đủ dài để nhớ"}
    yield "change, done", door.post(change, changed, follow=True)


def _refused_by_role(language: str):
    """Somebody whose role demands the second factor cannot switch it off."""
    user = organiser(language=language)
    TOTP.activate(user, SECRET)
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    client = _visitor(language, user)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    client.cookies["django_language"] = language
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    yield "switch off, refused", client.post(reverse("mfa_deactivate_totp"))


def _english_left(walk, language: str, *args) -> dict[str, set[str]]:
    """The texts each page of the walk has in common with its English self."""
    pages = {}
    for spoken in ("en", language):
        cache.clear()
        pages[spoken] = {name: _texts(reply) for name, reply in walk(spoken, *args)}
    found = {
        name: (texts & pages[language][name]) - SHARED[language]
        for name, texts in pages["en"].items()
    }
    return {name: texts for name, texts in found.items() if texts}


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_the_pages_at_the_door_are_translated(language, mailoutbox):
    assert _english_left(_at_the_door, language, mailoutbox) == {}


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_the_pages_of_password_and_second_factor_are_translated(language):
    assert _english_left(_inside, language) == {}


@pytest.mark.parametrize("language", ["vi", "fr"])
def test_the_refusal_to_switch_off_a_demanded_factor_is_translated(language, settings):
    settings.SECOND_FACTOR_REQUIRED_ROLES = ["ORGANISER"]
    assert _english_left(_refused_by_role, language) == {}


def test_signing_in_asks_for_e_mail_and_password_and_nothing_else(client):
    client.cookies["django_language"] = "en"
    page = client.get(reverse("account_login")).content.decode()
    labels = re.findall(r'<label class="form-label"[^>]*>([^<]+)', page)
    assert labels == ["E-mail", "Password"]
    assert 'type="checkbox"' not in page
