"""What exhibitors keeps about people."""

from accounts.personal import register_holding
from exhibitors.services.personal_data import CONTACTS, MEMBERSHIPS

register_holding(CONTACTS)
register_holding(MEMBERSHIPS)
