"""The API: who asks, how much, and how it is described."""

from config.settings.language import LANGUAGES
from config.settings.sign_in import ALLAUTH_TRUSTED_PROXY_COUNT
from config.settings.values import Env

env = Env()

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["common.drf.transport.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.drf.transport.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "common.drf.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "common.drf.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [
        "common.drf.throttles.AnonymousThrottle",
        "common.drf.throttles.PersonThrottle",
        "common.drf.throttles.BulkThrottle",
    ],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "EXCEPTION_HANDLER": "common.drf.transport.problem_details",
    "PAGE_SIZE": 25,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}
# Requests and seconds, by caller: people by account, others by address.
THROTTLE_RATES = {
    "anonymous": (env.int("THROTTLE_ANONYMOUS", default=240), 60),
    "person": (env.int("THROTTLE_PERSON", default=1200), 60),
    "sign_in": (env.int("THROTTLE_SIGN_IN", default=30), 60),
    "bulk": (env.int("THROTTLE_BULK", default=20), 60),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Hội Chợ API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Fairs, seminars, booths and showcase points of a city's OCOP programme.\n\n"
        "Every refusal is a problem document (RFC 9457) with a stable `code`; its `type` leads to "
        "a page that says what the code means and what to do: [all codes](/problems/)."
    ),
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "GET_LIB_DOC_EXCLUDES": "config.described.inner_classes",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # A set of values that has no name here is named by its labels: otherwise in each language.
    "ENUM_NAME_OVERRIDES": {
        "AmendmentStateEnum": "venues.rules.AmendmentState",
        "AnomalyStateEnum": "venues.rules.anomalies.AnomalyState",
        "AnswerEnum": "notifications.rules.Answer",
        "ApplicationStateEnum": "fairs.rules.states.ApplicationState",
        "BoothStateEnum": "fairs.rules.states.BoothState",
        "BounceOutcomeEnum": "notifications.rules.BounceOutcome",
        "CallStateEnum": "venues.rules.webhooks.CallState",
        "CampaignStateEnum": "notifications.rules.CampaignState",
        "ConsentActEnum": "notifications.rules.ConsentAct",
        "ConsentChannelEnum": "notifications.rules.ConsentChannel",
        "DeliveryStateEnum": "venues.rules.DeliveryState",
        "DocumentStateEnum": "notifications.rules.DocumentState",
        "ErasureStateEnum": "accounts.rules.ErasureState",
        "FairStateEnum": "fairs.rules.states.FairState",
        "GivenAnswerEnum": "notifications.rules.GIVEN_ANSWERS",
        "HandoverStateEnum": "venues.rules.HandoverState",
        "JobStateEnum": "notifications.rules.JobState",
        "LanguageEnum": LANGUAGES,
        "MemberRoleEnum": "exhibitors.rules.MemberRole",
        "MessageKindEnum": "notifications.rules.MessageKind",
        "MessageStateEnum": "notifications.rules.MessageState",
        "PersonStandingEnum": "accounts.rules.Standing",
        "PlanStateEnum": "fairs.rules.states.PlanState",
        "PointKindEnum": "venues.rules.PointKind",
        "PointStateEnum": "venues.rules.PointState",
        "ProducerKindEnum": "exhibitors.rules.ProducerKind",
        "ProducerStateEnum": "exhibitors.rules.ProducerState",
        "ProductGroupEnum": "exhibitors.rules.ProductGroup",
        "ProductStandingEnum": "exhibitors.rules.Standing",
        "RegistrationStateEnum": "fairs.rules.states.RegistrationState",
        "ReviewStateEnum": "venues.rules.ReviewState",
        "RoleEnum": "accounts.rules.Role",
        "SeminarStateEnum": "fairs.rules.states.SeminarState",
        "SkipEnum": "notifications.rules.Skip",
        "VenueKindEnum": "venues.rules.VenueKind",
    },
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table of tokens is replaced by ours
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": None}
