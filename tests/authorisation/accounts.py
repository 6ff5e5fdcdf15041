"""Matrix of people, roles, tokens, signing in and the audit trail."""

from django.utils import timezone

from accounts.models import ActivityEntry, RoleGrant, User
from accounts.services import ask_for_erasure, create_token
from accounts.services.invitations import invitation_link
from tests.authorisation.matrix import Case, everybody
from tests.factories.accounts import PASSWORD, UserFactory


def build(world):
    """Somebody to manage, an invitation that was not accepted, and a token of the stranger."""
    world["person"] = UserFactory(email="managed@example.org")
    invited = User.objects.create_user("invited@example.org", full_name="Invited")
    invited.invited_at = invited.date_joined
    invited.save()
    world["invited"] = invited
    world["wish"] = ask_for_erasure(
        user=UserFactory(email="erased@example.org"), note="", now=timezone.now()
    )
    world["token"], _ = create_token(user=world["users"]["stranger"], name="spreadsheet")


def signed_in(status: int, **exceptions: int) -> dict[str, int]:
    """Pages for everybody with an account; others are sent to sign in."""
    return everybody(status, **{"anonymous": 302, **exceptions})


def organiser(status: int, anonymous: int = 302) -> dict[str, int]:
    return everybody(403, anonymous=anonymous, organiser=status)


def api_organiser(status: int) -> dict[str, int]:
    return organiser(status, anonymous=401)


def person(world):
    return {"pk": world["person"].pk}


def wish(world):
    return {"pk": world["wish"].pk}


def whom(world):
    return {"address": "managed@example.org"}


def why(world):
    return {**whom(world), "reason": "Asked for by letter"}


def absent(world):
    return {"pk": 2**62}


def trail(world):
    return ActivityEntry.objects.count(), RoleGrant.objects.filter(revoked_at=None).count()


def organiser_absent(anonymous: int = 302) -> dict[str, int]:
    return organiser(404, anonymous)


def page_of_person(route: str, data=None) -> list[Case]:
    """One POST page about a person: the person there, and one who is not."""
    give = (lambda world: dict(data)) if data else (lambda world: {})
    return [
        Case(route, "POST", organiser(302), "foreign", person, give, unchanged=trail),
        Case(route, "POST", organiser_absent(), "absent", absent, give, unchanged=trail),
    ]


CASES = [
    # Signing in: open to all, since it is how one stops being anonymous
    Case("account_login", "GET", everybody(302, anonymous=200)),
    Case("account_logout", "GET", signed_in(200)),
    Case("account_logout", "POST", everybody(302)),
    Case("account_inactive", "GET", everybody(200)),
    Case("account_reset_password", "GET", everybody(200)),
    Case("account_reset_password_done", "GET", everybody(200)),
    Case("account_reset_password_from_key_done", "GET", everybody(200)),
    Case(
        "account_reset_password_from_key",
        "GET",
        everybody(200),
        "absent",
        lambda world: {"uidb36": "1", "key": "wrong-key"},
        note="says that the link has ended",
    ),
    Case("account_change_password", "GET", signed_in(200)),
    Case("account_reauthenticate", "GET", signed_in(200)),
    Case("mfa_index", "GET", signed_in(200)),
    Case("mfa_authenticate", "GET", everybody(302), note="only inside a sign-in"),
    Case("mfa_reauthenticate", "GET", everybody(302), note="without a second factor"),
    Case("mfa_activate_totp", "GET", everybody(302), note="asks for the password first"),
    Case("mfa_deactivate_totp", "GET", signed_in(404), "absent"),
    Case("mfa_view_recovery_codes", "GET", signed_in(404), "absent"),
    Case("mfa_generate_recovery_codes", "GET", everybody(302), note="asks for the password first"),
    Case("mfa_download_recovery_codes", "GET", signed_in(404), "absent"),
    # The own account
    Case("accounts:profile", "GET", signed_in(200), "own"),
    Case(
        "accounts:profile",
        "POST",
        everybody(302),
        "own",
        data=lambda world: {"full_name": "An", "language": "vi"},
    ),
    Case(
        "accounts:token_create", "POST", signed_in(200), "own", data=lambda w: {"token-name": "x"}
    ),
    Case("accounts:token_create", "GET", signed_in(405)),
    Case(
        "accounts:token_revoke",
        "POST",
        signed_in(404, stranger=302),
        "foreign",
        lambda world: {"public_id": world["token"].public_id},
        unchanged=trail,
    ),
    Case(
        "accounts:accept",
        "GET",
        everybody(410),
        "absent",
        lambda world: {"uidb64": "MQ", "token": "wrong"},
    ),
    Case(
        "accounts:accept",
        "GET",
        everybody(302),
        "own",
        lambda world: dict(
            zip(("uidb64", "token"), invitation_link(world["invited"]), strict=True)
        ),
        note="moves the token out of the address",
    ),
    # People and the audit trail, for organisers
    Case("accounts:people", "GET", organiser(200)),
    Case("accounts:people", "GET", organiser(200), query="?export=xlsx", note="export"),
    Case("accounts:activity", "GET", organiser(200)),
    Case("accounts:activity", "GET", organiser(200), query="?export=xlsx", note="export"),
    Case("accounts:invite", "GET", organiser(200)),
    Case(
        "accounts:invite",
        "POST",
        organiser(302),
        data=lambda world: {"email": "new@example.org", "full_name": "New", "language": "vi"},
        unchanged=trail,
    ),
    Case("accounts:person", "GET", organiser(200), "foreign", person),
    Case("accounts:person", "GET", organiser_absent(), "absent", absent),
    *page_of_person("accounts:person_grant", {"role": "REVIEWER"}),
    *page_of_person("accounts:person_revoke", {"role": "REVIEWER"}),
    *page_of_person("accounts:person_close"),
    *page_of_person("accounts:person_reopen"),
    *page_of_person("accounts:person_resend"),
    # Personal data: one's own, and the office's
    Case("accounts:my_data", "GET", signed_in(200), "own"),
    Case("accounts:my_data_file", "POST", signed_in(200), "own"),
    Case("accounts:my_data_file", "GET", signed_in(405)),
    Case("accounts:erasure_ask", "POST", everybody(302), "own"),
    Case("accounts:erasure_withdraw", "POST", everybody(302), "own"),
    Case("accounts:erasures", "GET", organiser(200)),
    Case("accounts:erasures", "GET", organiser(200), query="?export=xlsx", note="export"),
    Case("accounts:personal_data", "GET", organiser(200)),
    Case("accounts:personal_data", "POST", organiser(200), "foreign", data=whom),
    Case(
        "accounts:personal_data_export",
        "POST",
        organiser(200),
        "foreign",
        data=whom,
        unchanged=trail,
    ),
    Case(
        "accounts:personal_data_erase", "POST", organiser(302), "foreign", data=why, unchanged=trail
    ),
    Case("accounts:erasure", "GET", organiser(200), "foreign", wish),
    Case("accounts:erasure", "GET", organiser_absent(), "absent", absent),
    Case("accounts:erasure_refuse", "POST", organiser(302), "foreign", wish, why, unchanged=trail),
    Case("accounts:erasure_refuse", "POST", organiser_absent(), "absent", absent, why),
    Case("api:auth-my-data", "POST", everybody(200, anonymous=401), "own"),
    Case(
        "api:auth-my-erasure",
        "POST",
        everybody(201, anonymous=401),
        "own",
        data=lambda world: {"note": "x"},
    ),
    Case("api:auth-my-erasure", "DELETE", everybody(404, anonymous=401), "absent"),
    Case("api:personal-data", "POST", api_organiser(200), "foreign", data=whom, unchanged=trail),
    Case("api:erasure-list", "GET", api_organiser(200)),
    Case("api:erasure-list", "POST", api_organiser(201), "foreign", data=why, unchanged=trail),
    Case(
        "api:erasure-refuse",
        "POST",
        api_organiser(200),
        "foreign",
        wish,
        lambda world: {"reason": "x"},
        unchanged=trail,
    ),
    Case(
        "api:erasure-refuse",
        "POST",
        organiser_absent(401),
        "absent",
        absent,
        lambda world: {"reason": "x"},
    ),
    Case(
        "api:auth-confirm",
        "POST",
        everybody(200, anonymous=401),
        "own",
        data=lambda world: {"password": PASSWORD},
    ),
    # API
    Case("api:auth-token", "POST", everybody(400)),
    Case("api:auth-token", "DELETE", everybody(401), note="a session is no token"),
    Case("api:auth-me", "GET", everybody(200, anonymous=401), "own"),
    Case(
        "api:auth-me",
        "PATCH",
        everybody(200, anonymous=401),
        "own",
        data=lambda world: {"language": "fr"},
        unchanged=trail,
    ),
    Case("api:user-list", "GET", api_organiser(200)),
    Case(
        "api:user-list",
        "POST",
        api_organiser(201),
        data=lambda world: {"email": "new@example.org", "full_name": "New", "role": "ORGANISER"},
        unchanged=trail,
    ),
    Case("api:user-detail", "GET", api_organiser(200), "foreign", person),
    Case("api:user-detail", "GET", organiser_absent(401), "absent", absent),
    Case(
        "api:user-detail",
        "PATCH",
        api_organiser(200),
        "foreign",
        person,
        lambda world: {"is_active": False},
        unchanged=trail,
    ),
    Case(
        "api:user-roles",
        "POST",
        api_organiser(200),
        "foreign",
        person,
        lambda world: {"role": "ORGANISER"},
        unchanged=trail,
    ),
    Case("api:user-roles", "POST", organiser_absent(401), "absent", absent),
    Case(
        "api:user-role",
        "DELETE",
        api_organiser(200),
        "foreign",
        lambda world: {**person(world), "role": "REVIEWER"},
        unchanged=trail,
    ),
    Case("api:activity-list", "GET", api_organiser(200)),
]
