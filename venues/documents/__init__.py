"""Monthly reports as PDF: dataclasses in, bytes out."""

from venues.documents.changes import Change, changes_heading
from venues.documents.charts import city_charts, point_charts
from venues.documents.city_month import CityMonth, CityRow, render_city_month
from venues.documents.point_month import DayRow, PointMonthSheet, SheetRow, render_point_month
from venues.documents.producer_month import ProducerMonth, ShelfRow, render_producer_month

__all__ = [
    "Change",
    "CityMonth",
    "CityRow",
    "DayRow",
    "PointMonthSheet",
    "ProducerMonth",
    "SheetRow",
    "ShelfRow",
    "changes_heading",
    "city_charts",
    "point_charts",
    "render_city_month",
    "render_point_month",
    "render_producer_month",
]
