"""Where: venues with halls and rooms; showcase points with their ledger and reports."""

from venues.models.calendar import Amendment, Handover, Holiday, MonthReview, ReportingRule
from venues.models.criteria import CriteriaScheme, CriteriaSheet
from venues.models.insight import Anomaly, LineForecast
from venues.models.ledger import (
    LedgerRepair,
    LineMonth,
    LineNow,
    Movement,
    StockoutRecount,
)
from venues.models.places import Hall, Room, Venue
from venues.models.points import Line, PointClosure, PointStaff, ShowcasePoint
from venues.models.reports import Photo, PointDay, PointMonth, Submission, Visit
from venues.models.stock import Batch, CountLine, DeliveryLine, DeliveryNote, StockCount
from venues.models.webhooks import Webhook, WebhookCall

__all__ = [
    "Amendment",
    "Anomaly",
    "Batch",
    "CountLine",
    "CriteriaScheme",
    "CriteriaSheet",
    "DeliveryLine",
    "DeliveryNote",
    "Hall",
    "Handover",
    "Holiday",
    "LedgerRepair",
    "Line",
    "LineForecast",
    "LineMonth",
    "LineNow",
    "MonthReview",
    "Movement",
    "Photo",
    "PointClosure",
    "PointDay",
    "PointMonth",
    "PointStaff",
    "ReportingRule",
    "Room",
    "ShowcasePoint",
    "StockCount",
    "StockoutRecount",
    "Submission",
    "Venue",
    "Visit",
    "Webhook",
    "WebhookCall",
]
