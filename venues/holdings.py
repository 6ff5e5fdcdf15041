"""What venues keeps about people."""

from accounts.personal import register_holding
from venues.services.personal_data import MANAGEMENT, REPORTS

register_holding(MANAGEMENT)
register_holding(REPORTS)
