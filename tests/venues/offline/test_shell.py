"""What the offline page consists of: the same for everybody, in each language, nothing private."""

import json
import re
from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from tests.factories.accounts import UserFactory
from venues.models import ShowcasePoint
from venues.pages.offline_texts import TEXTS

pytestmark = pytest.mark.django_db
LANGUAGES = ("vi", "en", "fr")


def kept(client) -> list[str]:
    text = client.get("/report/worker.js").content.decode()
    return json.loads(re.search(r"const ADDRESSES = (\[.*?\]);", text).group(1))


def release(client) -> str:
    text = client.get("/report/worker.js").content.decode()
    return re.search(r"const KEPT = `\$\{PREFIX\}(\w+)`", text).group(1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_the_same_for_a_manager_and_for_nobody(client, sign_in, manager, language):
    for name in ("shell", "texts", "manifest"):
        path = reverse(f"venues:offline_{name}", args=[language])
        assert sign_in(manager).get(path).content == client.get(path).content


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_in_the_language_of_the_page(client, language):
    client.cookies["django_language"] = "en" if language != "en" else "vi"
    body = client.get(f"/report/{language}/texts.json").json()
    with translation.override(language):
        assert body["texts"] == {name: str(text) for name, text in TEXTS.items()}
    page = client.get(f"/report/{language}/").content.decode()
    assert f'<html lang="{language}">' in page
    with translation.override("en"):
        english = {str(text) for text in TEXTS.values() if re.search("[a-z] [a-z]", str(text))}
    assert language == "en" or not english & set(body["texts"].values())


def test_the_bare_address_opens_the_language_of_the_reader(client):
    assert client.get("/report/").url == "/report/vi/"
    client.cookies["django_language"] = "fr"
    assert client.get("/report/").url == "/report/fr/"


def test_only_public_addresses_are_kept(client):
    addresses = kept(client)
    assert {"/report/vi/", "/report/fr/", "/report/en/texts.json"} <= set(addresses)
    for address in addresses:
        assert address.startswith(("/report/", "/static/"))
        if address.startswith("/report/"):
            assert client.get(address).status_code == 200


def test_every_module_that_is_imported_is_kept(client, settings):
    addresses = set(kept(client))
    folder = settings.BASE_DIR / "venues/static/venues/offline"
    for module in folder.glob("*.js"):
        for name in re.findall(r'from "\./([\w-]+\.js)"', module.read_text()):
            assert f"/static/venues/offline/{name}" in addresses


def test_a_changed_file_is_a_new_version_and_an_unchanged_one_is_not(client, settings, tmp_path):
    first = release(client)
    assert release(client) == first
    style = tmp_path / "app" / "app.css"
    style.parent.mkdir()
    style.write_text("body { color: red }")
    settings.STATICFILES_DIRS = [tmp_path, *settings.STATICFILES_DIRS]
    assert release(client) != first


def test_a_phone_can_install_the_page(client):
    manifest = client.get("/report/fr/app.webmanifest")
    assert manifest["Content-Type"] == "application/manifest+json"
    body = manifest.json()
    assert (body["scope"], body["start_url"], body["display"]) == ("/report/",) * 2 + (
        "standalone",
    )
    assert {icon["sizes"] for icon in body["icons"]} == {"192x192", "512x512"}


def test_the_worker_is_asked_for_anew_and_reaches_only_the_page(client):
    answer = client.get("/report/worker.js")
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in answer


def test_the_page_asks_who_is_signed_in_and_what_is_due(api, manager, point):
    ShowcasePoint.objects.filter(pk=point.pk).update(rev=4)
    body = api(manager).get("/api/v1/reporting/").json()
    assert body["person"] == {"id": manager.pk, "name": str(manager)}
    assert body["points"] == [{"id": point.pk, "name": point.name, "rev": 4}]
    assert abs(timezone.now() - datetime.fromisoformat(body["now"])).total_seconds() < 60
    assert api(UserFactory()).get("/api/v1/reporting/").json()["points"] == []


def test_own_held_reports_are_named_until_somebody_chose(api, manager, lines, stock, point):
    stock({lines[0]: {"sold": "1"}})
    held = stock({lines[0]: {"sold": "2"}})
    ask = api(manager)
    assert ask.get("/api/v1/reporting/").json()["waiting"] == [str(held.submission_id)]
    assert api(UserFactory()).get("/api/v1/reporting/").json()["waiting"] == []


def test_signing_out_empties_the_browser_unless_it_must_keep_anothers_work(sign_in, manager):
    answer = sign_in(manager).post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in sign_in(manager).post("/accounts/logout/", {"keep": "1"})


def test_the_bundle_is_new_when_a_product_was_listed(api, manager, point, lines):
    ask = api(manager)
    path = f"/api/v1/points/{point.pk}/bundle/"
    tag = ask.get(path)["ETag"]
    assert ask.get(path, HTTP_IF_NONE_MATCH=tag).status_code == 304
    lines[0].price = 1
    lines[0].save()
    assert ask.get(path, HTTP_IF_NONE_MATCH=tag).status_code == 200
