"""Matrix of the reports of a day: pages, the phone's queue, photos and the API."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from tests.authorisation.matrix import Case, everybody
from tests.authorisation.venues_core import (
    A_ABSENT,
    NOBODY,
    PUBLIC,
    REPORTED,
    REPORTS,
    REPORTS_ABSENT,
    SEES,
    at,
    facts,
    roles,
    today_text,
)
from venues.models import Photo, Submission
from venues.services.ledger import post_stock_report


def build(world: dict[str, Any]) -> None:
    today = timezone.localdate()
    world["photo"] = Photo.objects.create(
        point=world["point"], sha256="0" * 64, day=today, content=b"x", width=1, height=1
    )
    for received in (4, 5):
        posted = post_stock_report(
            point_id=world["point"].pk,
            client_uuid=uuid4(),
            day=today,
            actor=None,
            now=timezone.now(),
            lines=[{"product": world["line"].product_id, "received": received}],
        )
    world["held"] = Submission.objects.get(pk=posted.submission_id)


CASES = [
    *(
        Case(
            "api:point-report-batches",
            "POST",
            expect,
            object,
            at(name),
            lambda w: {
                "reports": [
                    {
                        "kind": "VISITORS",
                        "client_uuid": str(uuid4()),
                        "day": today_text(),
                        "groups": [],
                    }
                ]
            },
            unchanged=facts,
        )
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=200, reviewer=403, organiser=200)),
            ("absent", "", A_ABSENT),
        )
    ),
    Case("venues:photo", "GET", SEES, "own", at("point", photo_pk="photo")),
    Case("venues:photo", "GET", NOBODY, "foreign", at("other_point", photo_pk="photo")),
    Case("venues:today", "GET", roles(302, 403, manager=302, other_manager=302)),
    Case("venues:offline", "GET", everybody(302)),
    Case("venues:offline_worker", "GET", PUBLIC),
    *(
        Case(
            f"venues:offline_{name}", "GET", status, object, lambda w, code=code: {"language": code}
        )
        for name in ("shell", "texts", "manifest")
        for code, object, status in (("vi", "none", PUBLIC), ("de", "absent", everybody(404)))
    ),
    Case("venues:report", "GET", REPORTS, "own", at("point")),
    Case("venues:report", "GET", REPORTS_ABSENT, "absent", at("")),
    Case("venues:stock_report", "GET", REPORTS, "own", at("point")),
    Case(
        "venues:stock_report",
        "POST",
        REPORTED,
        "own",
        at("point"),
        lambda w: {
            f"received-{w['line'].product_id}": "4",
            f"was-received-{w['line'].product_id}": "4",
        },
        unchanged=facts,
    ),
    Case(
        "venues:stock_report",
        "POST",
        roles(302, 404, other_manager=422, reviewer=403, organiser=422),
        "foreign",
        at("other_point"),
        unchanged=facts,
    ),
    Case("venues:visitor_report", "GET", REPORTS, "own", at("point")),
    Case(
        "venues:visitor_report",
        "POST",
        REPORTED,
        "own",
        at("point"),
        lambda w: {"n": "3"},
        unchanged=facts,
    ),
    Case("venues:nothing_sold", "POST", REPORTED, "own", at("point"), unchanged=facts),
    Case("venues:nothing_sold", "POST", REPORTS_ABSENT, "absent", at(""), unchanged=facts),
    Case("venues:decide", "POST", REPORTED, "own", at("point", key="held"), unchanged=facts),
    Case(
        "venues:decide",
        "POST",
        roles(302, 404, other_manager=404, reviewer=403),
        "foreign",
        at("other_point", key="held"),
        unchanged=facts,
    ),
    *(
        Case(
            f"api:point-{kind}-reports",
            "POST",
            expect,
            object,
            at(name),
            lambda w, extra=extra: {"client_uuid": str(uuid4()), "day": today_text(), **extra},
            unchanged=facts,
        )
        for kind, extra in (
            ("stock", {"lines": [], "nothing_sold": True}),
            ("visitor", {"groups": []}),
        )
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=201, reviewer=403, organiser=201)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=201, reviewer=403, organiser=201),
            ),
            ("absent", "", A_ABSENT),
        )
    ),
    *(
        Case("api:point-bundle", "GET", expect, object, at(name))
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=200, reviewer=403, organiser=200)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=200, reviewer=403, organiser=200),
            ),
            ("absent", "", A_ABSENT),
        )
    ),
    *(
        Case("api:point-photo", "PUT", expect, object, at(name, sha256="0"), unchanged=facts)
        for object, name, expect in (
            ("own", "point", roles(401, 404, manager=400, reviewer=403, organiser=400)),
            (
                "foreign",
                "other_point",
                roles(401, 404, other_manager=400, reviewer=403, organiser=400),
            ),
            ("absent", "", A_ABSENT),
        )
    ),
    Case("api:reporting", "GET", roles(401, 200)),
]
