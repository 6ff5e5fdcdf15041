"""What fairs keeps about people."""

from accounts.personal import register_holding
from fairs.services.personal_data import APPLICATIONS, INVITATIONS, REGISTRATIONS

register_holding(REGISTRATIONS)
register_holding(INVITATIONS)
register_holding(APPLICATIONS)
