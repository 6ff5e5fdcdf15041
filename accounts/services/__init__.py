"""Services of accounts."""

from accounts.services.activity import record_activity
from accounts.services.invitations import accept_invitation, invitation_of, invite_user
from accounts.services.people import (
    ensure_user,
    grant_role,
    revoke_role,
    set_active,
    update_profile,
)
from accounts.services.personal_data import (
    ask_for_erasure,
    erase_person,
    export_person,
    refuse_erasure,
    withdraw_erasure,
)
from accounts.services.seals import check_activity, seal_activity
from accounts.services.tokens import confirm_token, create_token, revoke_token
from accounts.services.upkeep import purge_expired

__all__ = [
    "accept_invitation",
    "ask_for_erasure",
    "check_activity",
    "confirm_token",
    "create_token",
    "ensure_user",
    "erase_person",
    "export_person",
    "grant_role",
    "invitation_of",
    "invite_user",
    "purge_expired",
    "record_activity",
    "refuse_erasure",
    "revoke_role",
    "revoke_token",
    "seal_activity",
    "set_active",
    "update_profile",
    "withdraw_erasure",
]
