"""How the description of the API tells callers to say who they are."""

from drf_spectacular.authentication import SessionScheme as StandardSessionScheme
from drf_spectacular.contrib.knox_auth_token import KnoxTokenScheme


class TokenScheme(KnoxTokenScheme):
    """A personal token, from `POST /auth/token/`."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"


class SessionScheme(StandardSessionScheme):
    """The session of somebody signed in on the site."""

    target_class = "accounts.authentication.SessionAuthentication"
    name = "session"
