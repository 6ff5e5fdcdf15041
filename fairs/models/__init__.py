"""When: fairs, their plans, applications, allocation, seminars."""

from fairs.models.applications import Application, ApplicationItem
from fairs.models.booths import Booth, BoothType, FairHall, Zone
from fairs.models.fairness import FairnessEntry, FairRule
from fairs.models.fairs import Fair, FairQuota, FairSeries
from fairs.models.plans import (
    AllocationPlan,
    Assignment,
    AssignmentBooth,
    Lock,
    PlanEdit,
    RivalPair,
)
from fairs.models.results import ReportedSales, ReportedVisitors
from fairs.models.seminars import Invitation, Registration, Seminar, Speaker

__all__ = [
    "AllocationPlan",
    "Application",
    "ApplicationItem",
    "Assignment",
    "AssignmentBooth",
    "Booth",
    "BoothType",
    "Fair",
    "FairHall",
    "FairQuota",
    "FairRule",
    "FairSeries",
    "FairnessEntry",
    "Invitation",
    "Lock",
    "PlanEdit",
    "Registration",
    "ReportedSales",
    "ReportedVisitors",
    "RivalPair",
    "Seminar",
    "Speaker",
    "Zone",
]
