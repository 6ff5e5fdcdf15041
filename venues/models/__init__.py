"""Where: venues with halls and rooms; showcase points with their ledger and reports."""

from venues.models.ledger import LedgerRepair, LineMonth, LineNow, Movement
from venues.models.places import Hall, Room, Venue
from venues.models.points import Line, PointClosure, PointStaff, ShowcasePoint
from venues.models.reports import Photo, PointDay, PointMonth, Submission, Visit

__all__ = [
    "Hall",
    "LedgerRepair",
    "Line",
    "LineMonth",
    "LineNow",
    "Movement",
    "Photo",
    "PointClosure",
    "PointDay",
    "PointMonth",
    "PointStaff",
    "Room",
    "ShowcasePoint",
    "Submission",
    "Venue",
    "Visit",
]
