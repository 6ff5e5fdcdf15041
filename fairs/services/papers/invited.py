"""The letters of a campaign that invites to a fair: one for each recipient, in its name."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fairs.documents.invitation_letter import FAIR_INVITATION, FairInvitationFacts
from fairs.models import Fair
from fairs.services.announcing import SUBJECT
from fairs.services.papers.exhibitors import event_of
from notifications.kinds import campaign_letters, document_kind
from notifications.models import Campaign, Recipient
from notifications.services.papers import PaperDraft

KIND = document_kind("fairs.fair_invitation", _("Invitation letter to a fair"))
RECIPIENT = "notifications.recipient"


@campaign_letters(SUBJECT)
def draft_invitations(campaign: Campaign, recipients: Sequence[Recipient]) -> list[PaperDraft]:
    """The letters of these recipients, in their order; one statement whatever their number."""
    fair = Fair.objects.select_related("venue").get(pk=campaign.subject_id)
    events = {row.language: event_of(fair, row.language) for row in recipients}
    open_still = timezone.now() < fair.apply_until
    return [
        PaperDraft(
            kind=KIND,
            subject_type=RECIPIENT,
            subject_id=str(row.pk),
            language=row.language,
            paper=FAIR_INVITATION,
            facts=FairInvitationFacts(
                guest=row.name or row.address,
                contact=events[row.language].contact,
                parent=settings.LETTER_PARENT,
                place=settings.LETTER_PLACE,
                signer_title=settings.LETTER_SIGNER_TITLE,
                signer_name=settings.LETTER_SIGNER_NAME,
                demo=fair.is_demo,
                fair=events[row.language],
                apply_until=fair.apply_until if open_still else None,
            ),
            filename=f"invitation-{fair.code}-{row.language}.pdf",
            demo=fair.is_demo,
        )
        for row in recipients
    ]
