"""Photos of reports: taken once by their digest, drawn again without what the camera wrote."""

import hashlib
import io
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from accounts.models import User
from common.errors import DomainError, InvalidInput
from common.uploads import check_upload
from venues.models import Photo, ShowcasePoint
from venues.services.day_facts import may_report
from venues.services.point_lock import lock_point
from venues.services.submissions import NotManagerThatDay

MAX_BYTES = 4 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONGEST = 1600
PER_DAY = 20
FORMATS = ("JPEG", "PNG", "WEBP")


class PhotoDiffers(DomainError):
    code = "photo_differs"
    status = 422
    message = _("The picture did not arrive whole. Send it again.")


def store_photo(
    *,
    point: ShowcasePoint,
    sha256: str,
    content: bytes,
    day: date,
    actor: User,
    now: datetime,
) -> tuple[Photo, bool]:
    """Keep a picture of a day; the same picture again is the one stored before.

    Returns (photo, whether it is new). Raises PhotoDiffers when the bytes have another digest,
    InvalidInput for what is no picture, too large or one too many, NotManagerThatDay, and what
    common.uploads refuses.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PhotoDiffers
    if found := Photo.objects.filter(point=point, sha256=sha256).defer("content").first():
        return found, False
    check_upload(content, owner=actor.pk, field="")
    drawn, width, height = redraw(content)
    with transaction.atomic():
        lock_point(point.pk)
        if not may_report(actor, point.pk, day):
            raise NotManagerThatDay
        if Photo.objects.filter(point=point, day=day).count() >= PER_DAY:
            raise InvalidInput(fields={"": [_("A day has at most %(n)s photos.") % {"n": PER_DAY}]})
        return Photo.objects.get_or_create(
            point=point,
            sha256=sha256,
            defaults={
                "day": day,
                "content": drawn,
                "width": width,
                "height": height,
                "actor": actor,
                "received_at": now,
            },
        )


def redraw(content: bytes) -> tuple[bytes, int, int]:
    """A JPEG of at most LONGEST pixels a side, upright, without metadata; and its size.

    Raises InvalidInput when the bytes are no JPEG, PNG or WebP picture of a sane size.
    """
    wrong = InvalidInput(fields={"": [_("Send a photo as JPEG, PNG or WebP, at most 4 MB.")]})
    if len(content) > MAX_BYTES:
        raise wrong
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise wrong
            opened.draft("RGB", (LONGEST, LONGEST))
            picture = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise wrong from error
    picture.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue(), picture.width, picture.height
