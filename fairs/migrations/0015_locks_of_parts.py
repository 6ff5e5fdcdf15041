"""Booths kept free, and locks of a booth, a pair or a zone in one step."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("fairs", "0014_fairness"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="lock",
            name="scope",
            field=models.CharField(
                choices=[
                    ("APPLICATION", "Applicant"),
                    ("BOOTH", "Booth"),
                    ("PAIR", "Pair"),
                    ("ZONE", "Zone"),
                ],
                default="APPLICATION",
                max_length=11,
            ),
        ),
        migrations.AddField(
            model_name="lock",
            name="subject",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name="lock",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="locks",
                to="fairs.application",
            ),
        ),
        migrations.AddConstraint(
            model_name="lock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("application__isnull", False),
                    ("scope__in", ["BOOTH", "ZONE"]),
                    _connector="OR",
                ),
                name="lock_without_applicant_keeps_booth_free",
            ),
        ),
        # Backwards, booths kept free are no longer locked: they had no applicant.
        migrations.RunSQL(
            migrations.RunSQL.noop, "DELETE FROM fairs_lock WHERE application_id IS NULL"
        ),
    ]
