"""Versions of a fair's rule and the fairness ledger, which only grow."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION fairness_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = '23514';
END $$;
CREATE TRIGGER fairness_is_append_only BEFORE UPDATE OR DELETE ON fairs_fairnessentry
    FOR EACH ROW EXECUTE FUNCTION fairness_is_append_only();
CREATE TRIGGER rule_is_append_only BEFORE UPDATE OR DELETE ON fairs_fairrule
    FOR EACH ROW EXECUTE FUNCTION fairness_is_append_only();
"""
BACKWARD = """
DROP TRIGGER rule_is_append_only ON fairs_fairrule;
DROP TRIGGER fairness_is_append_only ON fairs_fairnessentry;
DROP FUNCTION fairness_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exhibitors", "0002_recognition_imports"),
        ("fairs", "0013_plan_records"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="fair",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="FairnessEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("REFUSED", "No place"),
                            ("POOR_PLACE", "Poor place"),
                            ("NEWCOMER", "Newcomer"),
                            ("CORRECTION", "Correction"),
                        ],
                        max_length=10,
                    ),
                ),
                ("points", models.SmallIntegerField()),
                ("basis", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairness_entries",
                        to="fairs.fair",
                    ),
                ),
                (
                    "producer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fairness_entries",
                        to="exhibitors.producer",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "CORRECTION"), _negated=True),
                        fields=("producer", "fair", "kind"),
                        name="fairness_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "CORRECTION"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="fairness_correction_has_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__gte", -100),
                            ("points__lte", 100),
                            models.Q(("points", 0), _negated=True),
                        ),
                        name="fairness_points_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FairRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("values", models.JSONField()),
                ("reason", models.CharField(max_length=300)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rule_versions",
                        to="fairs.fair",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("fair", "number"), name="rule_version_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
