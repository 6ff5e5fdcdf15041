"""One account per role, all at example.org."""

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.rules import Role
from accounts.services import ensure_user, grant_role

PASSWORD = "demo-hoi-cho-ha-noi"  # noqa: S105 - demonstration accounts of a local installation
ROLES: dict[str, tuple[str, str]] = {
    "organiser": ("organiser@example.org", "Cán bộ tổ chức (trình diễn)"),
    "reviewer": ("reviewer@example.org", "Cán bộ thẩm định (trình diễn)"),
    "producer": ("producer@example.org", "Chủ thể OCOP (trình diễn)"),
    "point manager": ("manager@example.org", "Phụ trách điểm (trình diễn)"),
}
OFFICE = {"organiser": Role.ORGANISER, "reviewer": Role.REVIEWER}


@transaction.atomic
def load_people(*, now: datetime) -> dict[str, User]:
    """The four demonstration accounts; one that exists keeps its password."""
    people = {}
    for role, (email, name) in ROLES.items():
        user = ensure_user(email=email, full_name=name, language="vi", actor=None)
        if not user.has_usable_password():
            user.set_password(PASSWORD)
            user.is_demo = True
            user.save(update_fields=["password", "is_demo"])
        if role in OFFICE:
            grant_role(user=user, role=OFFICE[role], actor=None, now=now)
        people[role] = user
    return people


def write_logins(roles: Iterable[str] = ROLES) -> Path:
    """Leave the logins where the start command prints them from."""
    path = Path(settings.VAR_DIR) / "demo_logins.json"
    rows = [{"role": role, "email": ROLES[role][0], "password": PASSWORD} for role in roles]
    path.write_text(json.dumps(rows, ensure_ascii=False))
    path.chmod(0o600)
    return path
