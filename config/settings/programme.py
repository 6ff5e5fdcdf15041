"""Rules of the programme that differ by city or decision."""

from config.settings.values import Env

env = Env()

CERTIFICATE_VALID_MONTHS = env.int("CERTIFICATE_VALID_MONTHS", default=36)
CERTIFICATE_WARNING_DAYS = [90, 60, 30]
# A showcase point's daily report is on time until this many hours after the day began.
POINT_REPORT_DUE_HOURS = env.int("POINT_REPORT_DUE_HOURS", default=36)
# Its manager is reminded from this many hours after the day began; the office is told of points
# that were silent for so many expected days.
POINT_REMIND_HOURS = env.int("POINT_REMIND_HOURS", default=19)
BUNDLE_KEEP_DAYS = env.int("BUNDLE_KEEP_DAYS", default=30)
POINT_ESCALATE_DAYS = env.int("POINT_ESCALATE_DAYS", default=3)
# Monthly reports of the month before are made on this day.
POINT_MONTHLY_DAY = env.int("POINT_MONTHLY_DAY", default=5)
# Calls to other programs: hosts of the office that may have private addresses, and the
# certificate authority of its own where it has one.
WEBHOOK_ALLOWED_HOSTS = env.list("WEBHOOK_ALLOWED_HOSTS", default=[])
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", default="")
ORGANISING_OFFICE = env.str("ORGANISING_OFFICE", default="")
# Official letters; what is left empty is not printed.
LETTER_PARENT = env.str("LETTER_PARENT", default="")  # the authority above the office
LETTER_PLACE = env.str("LETTER_PLACE", default="")
LETTER_SIGNER_TITLE = env.str("LETTER_SIGNER_TITLE", default="")
LETTER_SIGNER_NAME = env.str("LETTER_SIGNER_NAME", default="")
DEMO = False  # whether pages say that their data is a demonstration
