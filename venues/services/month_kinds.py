"""What the monthly reports are called, wherever one is shown or checked.

All in one place, because a page knows the kinds of the modules it imports and no others.
"""

from django.utils.translation import gettext_lazy

from notifications.kinds import document_kind

SUFFIX = "_xlsx"  # of a report's workbook

POINT = document_kind("venues.point_month", gettext_lazy("Monthly report of a point"))
CITY = document_kind("venues.city_month", gettext_lazy("Monthly report of the city’s points"))
PRODUCER = document_kind(
    "venues.producer_month", gettext_lazy("Monthly report of a producer at the points")
)
document_kind(POINT + SUFFIX, gettext_lazy("Monthly report of a point (Excel)"))
document_kind(CITY + SUFFIX, gettext_lazy("Monthly report of the city’s points (Excel)"))
document_kind(PRODUCER + SUFFIX, gettext_lazy("Monthly report of a producer (Excel)"))
