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
from accounts.services.tokens import create_token, revoke_token
from accounts.services.upkeep import purge_expired

__all__ = [
    "accept_invitation",
    "create_token",
    "ensure_user",
    "grant_role",
    "invitation_of",
    "invite_user",
    "purge_expired",
    "record_activity",
    "revoke_role",
    "revoke_token",
    "set_active",
    "update_profile",
]
