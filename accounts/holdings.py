"""What accounts keeps about people."""

from accounts.personal import register_holding
from accounts.services.account_data import ACCOUNT, ACTIVITY

register_holding(ACCOUNT)
register_holding(ACTIVITY)
