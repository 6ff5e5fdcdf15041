"""Who may reach what in fairs: a foreign object is 404, seen but forbidden is 403."""

from fairs.access.applications import (
    acts_for,
    application_abilities,
    get_application_of_producer,
    get_application_to_reopen,
    get_application_to_review,
    get_application_to_view,
    get_application_to_withdraw,
    get_application_with_papers,
    get_paper_of_application,
    get_producer_to_apply,
    office_applications,
    visible_applications,
)
from fairs.access.fairs import (
    fair_abilities,
    get_booth_to_edit,
    get_fair_to_edit,
    get_fair_to_review,
    get_fair_to_view,
    get_hall_to_edit,
    visible_fairs,
)

__all__ = [
    "acts_for",
    "application_abilities",
    "fair_abilities",
    "get_application_of_producer",
    "get_application_to_reopen",
    "get_application_to_review",
    "get_application_to_view",
    "get_application_to_withdraw",
    "get_application_with_papers",
    "get_booth_to_edit",
    "get_fair_to_edit",
    "get_fair_to_review",
    "get_fair_to_view",
    "get_hall_to_edit",
    "get_paper_of_application",
    "get_producer_to_apply",
    "office_applications",
    "visible_applications",
    "visible_fairs",
]
