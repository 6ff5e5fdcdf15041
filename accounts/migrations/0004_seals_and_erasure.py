"""The chain of the audit trail, the erasure of words in it, and wishes to be erased.

`accounts_redact_activity` is the one way in which the words of a line change. It runs with its
owner's rights, so that the application's own role needs none to update these tables; facts (who
by number, when, what, which object) cannot be changed by it, and each use leaves a row.
"""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('hoicho.redacting', true) = 'on' THEN
        IF TG_TABLE_NAME = 'accounts_activityseal' THEN
            IF to_jsonb(NEW) - 'salt' = to_jsonb(OLD) - 'salt' AND NEW.salt = '' THEN
                RETURN NEW;
            END IF;
        ELSIF TG_TABLE_NAME = 'accounts_activityentry' THEN
            IF to_jsonb(NEW) - '{actor_label,object_label,before,after,reason}'::text[]
                = to_jsonb(OLD) - '{actor_label,object_label,before,after,reason}'::text[] THEN
                RETURN NEW;
            END IF;
        END IF;
    END IF;
    RAISE EXCEPTION 'the activity trail is append-only' USING ERRCODE = '23514';
END $$;
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON accounts_activityseal
    FOR EACH ROW EXECUTE FUNCTION activity_is_append_only();
CREATE TRIGGER redaction_is_append_only BEFORE UPDATE OR DELETE ON accounts_activityredaction
    FOR EACH ROW EXECUTE FUNCTION activity_is_append_only();

CREATE FUNCTION accounts_redact_activity(
    entry bigint, who varchar, what varchar, was jsonb, became jsonb, why text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path FROM CURRENT SET hoicho.redacting TO 'on' AS $$
BEGIN
    UPDATE accounts_activityentry
        SET actor_label = who, object_label = what, before = was, after = became, reason = why
        WHERE id = entry;
    UPDATE accounts_activityseal SET salt = '' WHERE entry_id = entry;
    INSERT INTO accounts_activityredaction (entry_id, at) VALUES (entry, now());
END $$;
"""
BACKWARD = """
DROP FUNCTION accounts_redact_activity(bigint, varchar, varchar, jsonb, jsonb, text);
DROP TRIGGER redaction_is_append_only ON accounts_activityredaction;
DROP TRIGGER seal_is_append_only ON accounts_activityseal;
CREATE OR REPLACE FUNCTION activity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the activity trail is append-only' USING ERRCODE = '23514';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_tokens_and_filters"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivitySeal",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="seal",
                        serialize=False,
                        to="accounts.activityentry",
                    ),
                ),
                ("position", models.PositiveBigIntegerField(unique=True)),
                ("salt", models.CharField(max_length=32)),
                ("content", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="ActivityRedaction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redactions",
                        to="accounts.activityentry",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ErasureRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.CharField(max_length=254, verbose_name="E-mail")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Asked for"),
                            ("WITHDRAWN", "Withdrawn"),
                            ("REFUSED", "Refused"),
                            ("DONE", "Carried out"),
                        ],
                        default="ASKED",
                        max_length=10,
                        verbose_name="State",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Note")),
                (
                    "asked_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="Asked"),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="Reason")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="Decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("address"),
                        condition=models.Q(("state", "ASKED")),
                        name="erasure_asked_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("state", "ASKED")),
                            models.Q(
                                models.Q(("state", "ASKED"), _negated=True),
                                ("decided_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_decided_has_time",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="apitoken",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
