"""Every mail of a fair with hostile names: nothing becomes markup, a template or a header."""

from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string

from fairs.documents import notices, seminar_mail
from notifications.documents.mail import Letter, render_mail
from tests.fairs.test_mails import NOTICE, NOW, SEMINAR

HOSTILE = (
    '<img src="/etc/passwd"> {x.__class__} {{7*7}} {% now %} <script>alert(1)</script> '
    "[a](http://evil.example) %s %(fair)s"
)
ALLOWED = {"html", "body", "p", "table", "tr", "td", "a", "br", "strong", "h1", "h2", "ul", "li"}
NOTICES = [
    notices.render_received,
    notices.render_changes_requested,
    notices.render_accepted,
    notices.render_waitlisted,
    notices.render_rejected,
    notices.render_cancelled,
    notices.render_postponed,
    notices.render_resumed,
    notices.render_moved,
]
SEMINAR_MAILS = [
    seminar_mail.render_invitation,
    seminar_mail.render_confirmed,
    seminar_mail.render_waitlisted,
    seminar_mail.render_promoted,
    seminar_mail.render_cancelled,
    seminar_mail.render_registration_ended,
    lambda facts, language: seminar_mail.render_moved(facts, language, ask_again=True),
]
languages = pytest.mark.parametrize("language", ["vi", "en", "fr"])


class Tags(HTMLParser):
    """The elements of a page and the addresses it names."""

    def __init__(self, text):
        super().__init__()
        self.names, self.links, self.words = set(), set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.links |= {value for name, value in attrs if name in ("href", "src")}

    def handle_data(self, data):
        self.words.append(data)


def poisoned(facts):
    """The facts with every text but the links hostile."""
    texts = {
        f.name: HOSTILE
        for f in fields(facts)
        if isinstance(getattr(facts, f.name), str) and f.name not in ("link", "page")
    }
    return replace(facts, **texts)


def check(subject, text, html, links):
    found = Tags(html)
    assert found.names <= ALLOWED
    assert found.links <= links
    assert HOSTILE in text
    assert HOSTILE in "".join(found.words)
    raw = render_mail(
        Letter("<1@x>", ("", "a@example.org"), (HOSTILE, "b@example.org"), subject, text, html,
               "vi", NOW)
    )  # fmt: skip
    head, _sep, _body = raw.partition(b"\r\n\r\n")
    assert b"evil.example>" not in head
    assert head.count(b"\r\nTo:") == 1
    assert b"\r\nBcc" not in head


@languages
@pytest.mark.parametrize("render", NOTICES)
def test_a_notice_says_a_hostile_name_literally(render, language):
    made = render(poisoned(NOTICE), language)
    check(made.subject, made.text, made.html, {NOTICE.link})


@languages
@pytest.mark.parametrize("render", SEMINAR_MAILS)
def test_a_seminar_mail_says_a_hostile_name_literally(render, language):
    made = render(poisoned(SEMINAR), language)
    check(made.subject, made.text, made.html, {SEMINAR.link, SEMINAR.page})


@pytest.mark.parametrize("template", ["booth_letter", "booth_withdrawn"])
def test_a_booth_mail_says_a_hostile_name_literally(template):
    names = (
        "booth", "moved_from", "zone", "hall", "fair_name", "days", "producer", "code", "contact",
        "place",
    )  # fmt: skip
    link = "https://hoicho.example.org/my/1/"
    context = dict.fromkeys(names, HOSTILE) | {"language": "vi", "link": link}
    text = render_to_string(f"fairs/mail/{template}.txt", context)
    html = render_to_string(f"fairs/mail/{template}.html", context)
    check("Gian hàng", text, html, {link})
