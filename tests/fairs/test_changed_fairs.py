"""A fair that moves or is called off: what everybody who was invited finds in the mail."""

from datetime import time, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from common.errors import DomainError
from fairs.models import Fair
from fairs.services.campaigns import addressees, start_fair_campaign
from fairs.services.fairs import update_fair
from fairs.services.lifecycle import change_state
from notifications import registry
from notifications.models import Campaign, Document, Job, Message, Recipient
from notifications.services import links, record_consent, sending, suppress_address
from notifications.services.campaign_steps import pause_campaign, release_campaign
from notifications.services.recipients import Addressee, add_recipients, record_answer
from tests.factories.exhibitors import ProducerFactory
from tests.factories.fairs import ApplicationFactory, FairFactory, FairVenueFactory
from tests.notifications.conftest import mailbox  # noqa: F401 - a fixture
from tests.pdf import pdf_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return FairFactory(name_vi="Hội chợ Xuân", name_en="Spring fair", daily_from=time(8))


class Office:
    """The organiser at work: invites, lets the workers run, changes the fair."""

    def __init__(self, actor, fair, mailbox):  # noqa: F811
        self.actor, self.fair, self.mailbox = actor, fair, mailbox

    def invite(self, *people, send=True):
        campaign = start_fair_campaign(fair=self.fair, actor=self.actor, now=timezone.now())
        add_recipients(campaign=campaign, people=people, actor=self.actor)
        release_campaign(campaign=campaign, actor=self.actor, now=timezone.now())
        self.write()
        if send:
            self.send()
        return campaign

    def write(self):
        for pk in Job.objects.filter(state="QUEUED").values_list("pk", flat=True):
            registry.execute(pk)

    def send(self):
        """Everything due leaves; the mails that arrived by it, by address."""
        before = len(self.mailbox.received)
        sending.send_due()
        arrived: dict[str, list] = {}
        for mail in self.mailbox.mails()[before:]:
            arrived.setdefault(mail["To"].addresses[0].addr_spec, []).append(mail)
        return arrived

    def work(self):
        self.write()
        return self.send()

    def state(self, to, reason="Mưa bão"):
        self.fair.refresh_from_db()
        change_state(obj=self.fair, to=to, actor=self.actor, now=timezone.now(), reason=reason)
        self.fair.refresh_from_db()

    def edit(self, **values):
        self.fair = Fair.objects.get(pk=self.fair.pk)
        self.fair = update_fair(
            fair=self.fair, version=self.fair.version, values=values, actor=self.actor,
            now=timezone.now(), override_reason="Theo quyết định mới",
        )  # fmt: skip

    def shift(self, days):
        step = timedelta(days=days)
        self.edit(opens_on=self.fair.opens_on + step, closes_on=self.fair.closes_on + step)


@pytest.fixture
def office(organiser_user, fair, mailbox):  # noqa: F811
    return Office(organiser_user, fair, mailbox)


def person(name, **changes):
    return Addressee(f"{name}@example.org", name, **{"registered": True, **changes})


def answer(name, said="ACCEPTED"):
    recipient = Recipient.objects.get(address=f"{name}@example.org", invitation=None)
    record_answer(recipient=recipient, answer=said, party_size=2, now=timezone.now())


def said(name):
    return Recipient.objects.get(address=f"{name}@example.org", invitation=None).answer


def entry(mail):
    (file,) = mail.iter_attachments()
    calendar = Calendar.from_ical(file.get_content())
    (event,) = calendar.walk("VEVENT")
    return str(calendar["method"]), event


def path_of(link):
    return link.removeprefix(settings.SITE_URL)


def text(mail):
    return mail.get_body(("plain",)).get_content()


def test_new_days_reach_everybody_invited_with_the_same_entry_raised(office, fair):
    office.invite(person("an"), person("binh", language="en"))
    first = office.mailbox.mails()
    office.state("POSTPONED")
    put_off = office.work()
    office.shift(7)
    office.state("PUBLISHED")
    moved = office.work()
    invited, gone, anew = (
        entry(next(m for m in found if "an@" in m["To"]))
        for found in (first, put_off["an@example.org"], moved["an@example.org"])
    )
    assert [method for method, _event in (invited, gone, anew)] == ["PUBLISH", "CANCEL", "PUBLISH"]
    assert len({str(event["uid"]) for _method, event in (invited, gone, anew)}) == 1
    sequences = [int(event["sequence"]) for _method, event in (invited, gone, anew)]
    assert sequences == sorted(set(sequences))
    assert anew[1]["dtstart"].dt == office.fair.opens_on != fair.opens_on
    (english,) = moved["binh@example.org"]
    assert english["Subject"] == "New dates: Spring fair"
    assert "Mưa bão" in text(put_off["an@example.org"][0])


def test_a_yes_to_the_old_days_is_asked_again_and_a_no_is_left_alone(office):
    office.invite(person("yes"), person("no"), person("silent"))
    answer("yes")
    answer("no", "DECLINED")
    office.state("POSTPONED")
    assert set(office.work()) == {"yes@example.org", "silent@example.org"}
    office.shift(7)
    office.state("PUBLISHED")
    mails = office.work()
    assert set(mails) == {"yes@example.org", "silent@example.org"}
    assert (said("yes"), said("no"), said("silent")) == ("NONE", "DECLINED", "NONE")
    invited = Recipient.objects.get(address="yes@example.org", invitation=None)
    link = links.answer_link(invited)
    assert link in text(mails["yes@example.org"][0])
    Client().post(path_of(link), {"answer": "ACCEPTED", "party_size": "2"})
    assert said("yes") == "ACCEPTED"


def test_while_postponed_nothing_leaves_and_nothing_is_answered(office):
    campaign = office.invite(person("an"), send=False)
    office.state("POSTPONED")
    assert office.work() == {}  # nobody had heard of it yet
    with pytest.raises(DomainError):
        answer("an")
    page = path_of(links.answer_link(Recipient.objects.get()))
    assert "hoãn" in Client().get(page).content.decode()
    office.shift(7)
    office.state("PUBLISHED")
    mails = office.work()
    (mail,) = mails["an@example.org"]
    assert mail["Subject"] == "Giấy mời: Hội chợ Xuân"
    assert entry(mail)[1]["dtstart"].dt == office.fair.opens_on
    campaign.refresh_from_db()
    assert (campaign.state, campaign.held_at) == ("UNDER_WAY", None)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"daily_from": time(8, 30)}, True),
        ({"daily_from": time(8, 31)}, False),
        ({"venue": None}, False),
    ],
)
def test_place_and_hours_are_told_and_asked_again_beyond_30_minutes(office, values, kept):
    office.invite(person("an"))
    answer("an")
    if "venue" in values:
        values = {"venue": FairVenueFactory(name="Cung Văn hóa")}
    office.edit(**values)
    (mail,) = office.work()["an@example.org"]
    assert (said("an") == "ACCEPTED") is kept
    assert mail["Subject"].startswith("Thay đổi")
    told = values.get("venue") or values["daily_from"]
    assert (told.name if hasattr(told, "name") else f"{told:%H:%M}") in text(mail)


def test_other_edits_write_to_nobody(office):
    office.invite(person("an"))
    office.edit(description="Mới", contact_phone="024 000000")
    assert office.work() == {}


def test_cancelling_takes_the_entry_back_and_stops_what_is_unsent(office):
    office.invite(person("an"), person("no"))
    answer("no", "DECLINED")
    late = office.invite(person("late"), send=False)
    office.state("CANCELLED")
    mails = office.work()
    assert set(mails) == {"an@example.org"}
    method, event = entry(mails["an@example.org"][0])
    assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")
    assert "Mưa bão" in text(mails["an@example.org"][0])
    assert Campaign.objects.get(pk=late.pk).state == "CANCELLED"
    with pytest.raises(DomainError):
        answer("an")


def test_a_fair_called_off_after_its_last_day_mails_nobody(office):
    office.invite(person("an"))
    today = timezone.localdate()
    Fair.objects.filter(pk=office.fair.pk).update(
        opens_on=today - timedelta(days=5), closes_on=today - timedelta(days=2)
    )
    office.state("CANCELLED")
    assert office.work() == {}


def test_who_applied_hears_of_it_once_and_with_the_entry(office):
    producer = ProducerFactory(email="an@example.org")
    application = ApplicationFactory(
        fair=office.fair, producer=producer, state="SUBMITTED", contact_email="an@example.org"
    )
    office.invite(*addressees([producer]), person("binh"))
    office.edit(venue=FairVenueFactory())
    mails = office.work()
    (own,), (other,) = mails["an@example.org"], mails["binh@example.org"]
    assert application.code in text(own)
    assert entry(own)[1]["uid"] == entry(other)[1]["uid"]


def test_two_campaigns_give_one_notice(office):
    office.invite(person("an"))
    office.invite(person("an"), person("binh"))
    office.edit(venue=FairVenueFactory())
    assert {a: len(m) for a, m in office.work().items()} == {
        "an@example.org": 1, "binh@example.org": 1,
    }  # fmt: skip


def test_a_second_change_withdraws_the_first_notice(office):
    office.invite(person("an"))
    office.edit(venue=FairVenueFactory(name="Nơi một"))
    office.write()
    office.edit(venue=FairVenueFactory(name="Nơi hai"))
    (mail,) = office.work()["an@example.org"]
    assert "Nơi hai" in text(mail)


def test_a_paused_campaign_stays_paused_and_its_notice_leaves(office, organiser_user):
    campaign = office.invite(person("an"))
    held = office.invite(person("binh"), send=False)
    for one in (campaign, held):
        pause_campaign(campaign=one, actor=organiser_user, now=timezone.now())
    office.edit(venue=FairVenueFactory())
    assert set(office.work()) == {"an@example.org"}
    assert Message.objects.get(recipient="binh@example.org", state="QUEUED").campaign == held


def test_a_guest_who_wants_no_mail_is_written_to_only_after_a_yes(office):
    invited = [person(n, registered=False) for n in ("yes", "refused")]

    for one in invited:
        record_consent(
            address=one.address, act="GRANTED", channel="PAPER", occurred_at=timezone.now(),
            now=timezone.now(), actor=None,
        )  # fmt: skip
    office.invite(*invited)
    answer("yes")
    for one in invited:
        suppress_address(address=one.address, scope="ADVERTISING", reason="refused")
    office.state("CANCELLED")
    mails = office.work()
    assert set(mails) == {"yes@example.org"}
    assert not mails["yes@example.org"][0]["Subject"].startswith("[QC]")


def test_what_was_refused_by_the_server_is_written_with_the_new_facts(office):
    office.mailbox.rcpt = {"an@example.org": ["550 no such user"]}
    office.invite(person("an"))
    assert Message.objects.get().state == "FAILED"
    office.edit(venue=FairVenueFactory(name="Cung Văn hóa"))
    (mail,) = office.work()["an@example.org"]
    assert mail["Subject"].startswith("Giấy mời")
    assert "Cung Văn hóa" in text(mail)


def letter(mail):
    (file,) = [f for f in mail.iter_attachments() if f.get_content_type() == "application/pdf"]
    return pdf_text(file.get_content())


def test_each_letter_names_its_reader_and_a_moved_fair_voids_it(office, organiser_user):
    campaign = start_fair_campaign(fair=office.fair, actor=organiser_user, now=timezone.now())
    Campaign.objects.filter(pk=campaign.pk).update(with_letter=True)
    people = [person("an"), person("lan", language="en")]
    add_recipients(campaign=campaign, people=people, actor=organiser_user)
    release_campaign(campaign=campaign, actor=organiser_user, now=timezone.now())
    mails = office.work()
    assert "Kính gửi: an" in letter(mails["an@example.org"][0])
    english = letter(mails["lan@example.org"][0])
    assert "To: lan" in english
    assert "Spring fair" in english
    office.edit(venue=FairVenueFactory(name="Cung Văn hóa"))
    moved = office.work()
    assert "Cung Văn hóa" in letter(moved["lan@example.org"][0])
    states = Document.objects.order_by("id").values_list("state", flat=True)
    assert list(states) == ["VOID", "VOID", "VALID", "VALID"]
