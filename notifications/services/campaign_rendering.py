"""What each recipient of a campaign reads: literal values in a fixed list of places."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from common.errors import DomainError
from notifications.models import Campaign, CampaignText, Recipient
from notifications.rules import CampaignState, Language, MessageKind, fill
from notifications.services.advertising import dressed, marked
from notifications.services.campaigns import shared_values
from notifications.services.links import answer_link


@dataclass(frozen=True)
class Rendered:
    """What one recipient reads."""

    subject: str
    text: str
    html: str
    kind: str
    language: str


def kind_for(campaign: Campaign, recipient: Recipient) -> str:
    """Service mail goes only to those registered with the programme; the rest is advertising.

    What has changed about an invitation is service to whoever got it.
    """
    told = recipient.registered or recipient.invitation_id is not None
    service = campaign.kind == MessageKind.SERVICE and told
    return MessageKind.SERVICE if service else MessageKind.ADVERTISING


def render_for(
    recipient: Recipient, *, campaign: Campaign, texts: Mapping[str, CampaignText]
) -> Rendered:
    """The message in the recipient's language where there is a text, else in Vietnamese.

    Every value is put in literally; in HTML everything is escaped.
    """
    chosen = texts.get(recipient.language) or texts[Language.VI]
    language = chosen.language
    link = _answer_link(recipient, campaign)
    shared = shared_values(campaign, language)
    values = {**shared, **recipient.values, "name": recipient.name}
    values["link"] = link or shared.get("link", "")
    subject = fill(chosen.subject, values)[:290]
    body = fill(chosen.body, values)
    with translation.override(language):
        ask = link and "{link}" not in chosen.body
        label = _("Answer the invitation") if link else ""
        text = f"{body}\n\n{label}: {link}\n" if ask else f"{body}\n"
        html = render_to_string(
            "notifications/mail/campaign.html",
            {
                "language": language,
                "paragraphs": body.split("\n\n"),
                "link": link,
                "label": label,
            },
        )
    return Rendered(subject, text, html, kind_for(campaign, recipient), language)


def _answer_link(recipient: Recipient, campaign: Campaign) -> str:
    """Where the recipient answers; "" when there is nothing to answer (any more)."""
    invited = recipient.invitation
    if invited is None:
        return answer_link(recipient) if campaign.asks_answer else ""
    inviting = invited.campaign
    open_now = inviting.state != CampaignState.CANCELLED and inviting.held_at is None
    asked = inviting.asks_answer and open_now and invited.revoked_at is None
    return answer_link(invited) if asked else ""


def invitation_text(recipient: Recipient) -> tuple[str, list[str]]:
    """Subject and paragraphs for the page behind a personal link, without those that address the
    person or lead to this page.

    Whoever got the link forwarded reads what is offered, not who it was offered to.
    """
    campaign = recipient.campaign
    texts = {text.language: text for text in campaign.texts.all()}
    chosen = texts.get(recipient.language) or texts[Language.VI]
    values = {**shared_values(campaign, chosen.language), "name": "…", "link": ""}
    told = [p for p in chosen.body.split("\n\n") if not ("{name}" in p or "{link}" in p)]
    return fill(chosen.subject, values), [fill(p, values) for p in told if p.strip()]


def preview_for(recipient: Recipient, *, campaign: Campaign) -> Rendered:
    """What this recipient would get, the mark and the way to refuse of advertising included."""
    texts = {text.language: text for text in campaign.texts.all()}
    if Language.VI not in texts:
        raise DomainError(_("Write at least the Vietnamese text."), code="no_text")
    made = render_for(recipient, campaign=campaign, texts=texts)
    if made.kind != MessageKind.ADVERTISING:
        return made
    link = f"{settings.SITE_URL}/…"
    text, html = dressed(made.text, made.html, language=made.language, link=link)
    return replace(made, subject=marked(made.subject), text=text, html=html)
