"""The audit trail cannot be changed or deleted, whoever is connected."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity trail is append-only' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER activity_is_append_only BEFORE UPDATE OR DELETE ON accounts_activityentry
    FOR EACH ROW EXECUTE FUNCTION activity_is_append_only();
"""
BACKWARD = """
DROP TRIGGER activity_is_append_only ON accounts_activityentry;
DROP FUNCTION activity_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
