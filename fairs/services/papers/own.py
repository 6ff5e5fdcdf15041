"""A producer's own papers: made at once, because one page takes no time."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import InvalidInput
from fairs.models import Application
from fairs.services.papers.kinds import own_paper
from fairs.services.papers.orders import draft_own_paper
from notifications.models import Document
from notifications.services import issue_paper


def make_own_paper(
    *, application: Application, kind: str, language: str, actor: User | None, now: datetime
) -> Document:
    """The valid paper of an application, made or renewed when its facts changed.

    Raises InvalidInput for an unknown kind or language, NothingToPrint while there is no reason
    for it (nothing was sent, no booth was published).
    """
    paper = own_paper(kind)
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(fields={"language": [_("Choose one of the languages listed.")]})
    draft = draft_own_paper(application=application, kind=paper, language=language)
    return issue_paper(draft=draft, actor=actor, now=now)
