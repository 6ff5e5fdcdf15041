"""What notifications keeps about people."""

from accounts.personal import register_holding
from notifications.services.personal_data import CONSENTS, MESSAGES, RECIPIENTS

register_holding(MESSAGES)
register_holding(RECIPIENTS)
register_holding(CONSENTS)
