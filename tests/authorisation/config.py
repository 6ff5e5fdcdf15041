"""Matrix of the home page, health and framework routes."""

from config.problems import PROBLEMS
from tests.authorisation.matrix import Case, everybody

LONGEST = max(PROBLEMS, key=len)  # must fit a phone, too

CASES = [
    Case("home", "GET", everybody(200)),
    Case("health_live", "GET", everybody(200)),
    Case("health_ready", "GET", everybody(503), note="no worker runs here"),
    Case("problems", "GET", everybody(200)),
    Case("problem", "GET", everybody(200), "own", lambda world: {"code": LONGEST}),
    Case("problem", "GET", everybody(404), "absent", lambda world: {"code": "no_such_code"}),
    Case("set_language", "POST", everybody(302)),
    Case("security_txt", "GET", everybody(200)),
    Case("api:schema", "GET", everybody(200)),
    Case("api:docs", "GET", everybody(200)),
]
