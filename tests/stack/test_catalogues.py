"""Translation catalogues: what is found, kept, reported and compiled."""

import gettext
import os
import textwrap

import pytest

from config import catalogues

VIEWS = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

# Translators: said to a visitor
GREETING = _("Hello %(name)s")
LAZY = gettext_lazy("Booth {code}")
MANY = ngettext("%(n)d booth", "%(n)d booths", 2)
MONTH = pgettext_lazy("month", "May")
UNKNOWN = _(GREETING)
LONG = _("One "
         "sentence")
"""
PAGE = """
{% load i18n %}
<div>
    {% translate "Save" %} it's (unbalanced
  {% blocktranslate count n=items|length trimmed %}
     One "item"
  {% plural %}
     {{ n }} items
  {% endblocktranslate %}
 {% translate "May" context "verb" as label %}
   {# a comment #} {% include "x" with a=_("Filter") %} {{ _("Expression") }}
</div>
"""


@pytest.fixture
def app(tmp_path):
    """An app with messages in Python and in a template."""
    app = tmp_path / "shop"
    (app / "templates" / "shop").mkdir(parents=True)
    (app / "__init__.py").touch()
    (app / "views.py").write_text(VIEWS)
    (app / "templates" / "shop" / "page.html").write_text(PAGE)
    (app / "notes.txt").write_text('{% translate "Not a template" %}')
    return app


def ids(catalogue):
    return {(m.context, m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}


def write(app, language, text):
    path = catalogues.catalogue_path(app, language)
    path.parent.mkdir(parents=True, exist_ok=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(header + textwrap.dedent(text))
    return path


def only(app, source):
    """Replace every message of the app by those of `source`."""
    (app / "templates" / "shop" / "page.html").unlink()
    (app / "views.py").write_text(f"_ = str\n{source}\n")


def test_messages_are_found_in_python_and_templates(app):
    assert ids(catalogues.extract(app)) == {
        (None, "Hello %(name)s"),
        (None, "Booth {code}"),
        (None, "%(n)d booth"),
        ("month", "May"),
        (None, "One sentence"),
        (None, "Save"),
        (None, 'One "item"'),
        ("verb", "May"),
        (None, "Filter"),
        (None, "Expression"),
    }


def test_an_update_keeps_translations_and_drops_what_is_gone(app):
    path = write(
        app,
        "fr",
        """
        msgid "Save"
        msgstr "Enregistrer"

        msgid "Gone"
        msgstr "Disparu"
        """,
    )
    catalogues.update(app)
    text = path.read_text()
    assert 'msgid "Save"\nmsgstr "Enregistrer"' in text
    assert "Gone" not in text
    assert "#: shop/templates/shop/page.html\n" in text
    assert "Creation-Date" not in text
    assert "#. Translators: said to a visitor" in text


def test_a_second_update_changes_nothing(app):
    assert len(catalogues.update(app)) == 2
    assert catalogues.update(app) == []


def test_an_update_guesses_nothing(app):
    write(app, "vi", 'msgid "Saved"\nmsgstr "Đã lưu"\n')
    catalogues.update(app)
    text = catalogues.catalogue_path(app, "vi").read_text()
    assert "fuzzy" not in text
    assert 'msgid "Save"\nmsgstr ""' in text


def test_an_app_without_messages_gets_no_catalogue(app):
    only(app, "")
    assert catalogues.update(app) == []
    assert catalogues.check(app) == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("", "missing"),
        ('msgid "Hi %(name)s"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Hi %(name)s"\nmsgstr "Salut %(name)s"', "marked fuzzy"),
        ('msgid "Hi %(name)s"\nmsgstr "Salut %(nom)s"', "placeholders differ"),
        ('msgid "Hi %(name)s"\nmsgstr "Salut"', "placeholders differ"),
        ('msgid "Hi %(name)s"\nmsgstr "Salut %(name)s {x}"', "placeholders differ"),
    ],
)
def test_a_faulty_translation_is_reported(app, entry, expected):
    only(app, '_("Hi %(name)s")')
    write(app, "fr", entry)
    write(app, "vi", 'msgid "Hi %(name)s"\nmsgstr "Chào %(name)s"')
    (problem,) = catalogues.check(app)
    assert problem.what.startswith(expected)
    assert "fr" in problem.where


def test_a_percent_sign_in_a_sentence_is_no_placeholder(app):
    only(app, '_("Half of them")')
    write(app, "fr", 'msgid "Half of them"\nmsgstr "50 % d\'entre eux"')
    write(app, "vi", 'msgid "Half of them"\nmsgstr "Một nửa"')
    assert catalogues.check(app) == []


def test_every_plural_form_is_checked(app):
    only(app, 'from x import ngettext\nngettext("%(n)d booth", "%(n)d booths", 2)')
    plural = 'msgid "%(n)d booth"\nmsgid_plural "%(n)d booths"\n'
    write(app, "vi", plural + 'msgstr[0] "%(n)d gian"')
    write(app, "fr", plural + 'msgstr[0] "%(n)d stand"\nmsgstr[1] ""')
    (problem,) = catalogues.check(app)
    assert problem.what == "not translated"


def test_a_text_that_lost_its_opening_quote_is_named(app):
    write(app, "fr", 'msgid "Save"\nmsgstr Enregistrer"')
    assert [p.msgid for p in catalogues.check(app) if "line" in p.what] == ['msgstr Enregistrer"']


def test_two_apps_may_not_contradict_each_other(app):
    other = app.parent / "depot"
    other.mkdir()
    (other / "__init__.py").touch()
    write(app, "fr", 'msgid "Stand"\nmsgstr "Stand"')
    write(other, "fr", 'msgid "Stand"\nmsgstr "Kiosque"')
    assert any("translated otherwise" in p.what for p in catalogues.check_all(app.parent))


def test_french_is_compiled_with_the_spaces_that_do_not_part(app):
    text = "« %(name)s » : 20 000 lignes ; %(gap)s %% d’écart, à %(at)s ?"
    source = write(app, "fr", f'msgid "x"\nmsgstr "{text}"')
    catalogues.compile_all(app.parent)
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("x") == (
            "«\u00a0%(name)s\u00a0»\u00a0: 20\u00a0000 lignes\u202f; %(gap)s\u00a0%% d’écart, "
            "à %(at)s\u202f?"
        )


def test_compiled_catalogues_are_current_and_readable(app):
    source = write(app, "vi", 'msgid "Save"\nmsgstr "Lưu"')
    assert catalogues.compile_all(app.parent) == 1
    assert catalogues.compile_all(app.parent) == 0
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Save") == "Lưu"
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert catalogues.compile_all(app.parent) == 1
