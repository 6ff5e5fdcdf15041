"""Append-only tables cannot be emptied either.

The runtime role has no right to TRUNCATE; this stops the owner's hand. Whoever means it says so:
SET hoicho.may_truncate = 'on' (the test suite does, for its throw-away databases).
"""

from django.db import migrations

TABLES = (
    "accounts_activityentry",
    "accounts_activityseal",
    "accounts_activityredaction",
    "notifications_consententry",
    "venues_movement",
    "fairs_fairnessentry",
    "fairs_fairrule",
)
FUNCTION = """
CREATE FUNCTION truncate_is_refused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('hoicho.may_truncate', true) IS DISTINCT FROM 'on' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER truncate_is_refused BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION truncate_is_refused();
"""
FORWARD = FUNCTION + "".join(TRIGGER.format(table=table) for table in TABLES)
BACKWARD = "DROP FUNCTION truncate_is_refused() CASCADE;"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0004_seals_and_erasure"),
        ("notifications", "0004_consent_is_append_only"),
        ("venues", "0003_stock_ledger"),
        ("fairs", "0014_fairness"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
