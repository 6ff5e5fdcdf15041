"""The log of consents cannot be changed or deleted, whoever is connected."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the log of consents is append-only' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER consent_is_append_only BEFORE UPDATE OR DELETE ON notifications_consententry
    FOR EACH ROW EXECUTE FUNCTION consent_is_append_only();
"""
BACKWARD = """
DROP TRIGGER consent_is_append_only ON notifications_consententry;
DROP FUNCTION consent_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_campaigns")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
