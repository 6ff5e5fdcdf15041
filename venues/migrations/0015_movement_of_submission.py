"""A movement belongs to the point of its submission, by one foreign key instead of two.

The two told nothing of one another, and each was looked up for every movement posted. The months
of a line get more room on their pages: a correction far back updates every one of them at once.
"""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
ALTER TABLE venues_movement
    ADD CONSTRAINT movement_of_submission FOREIGN KEY (submission_id, point_id)
        REFERENCES venues_submission (client_uuid, point_id),
    DROP CONSTRAINT venues_movement_submission_id_fkey,
    DROP CONSTRAINT venues_movement_point_id_fkey;
ALTER TABLE venues_linemonth SET (fillfactor = 70);
"""
BACKWARD = """
ALTER TABLE venues_movement
    ADD CONSTRAINT venues_movement_submission_id_fkey FOREIGN KEY (submission_id)
        REFERENCES venues_submission (client_uuid),
    ADD CONSTRAINT venues_movement_point_id_fkey FOREIGN KEY (point_id)
        REFERENCES venues_showcasepoint (id),
    DROP CONSTRAINT movement_of_submission;
ALTER TABLE venues_linemonth SET (fillfactor = 80);
"""


def reference(to: str) -> models.ForeignKey:
    """A key of the ledger which the composite one above holds."""
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=to, db_index=False, db_constraint=False
    )


class Migration(migrations.Migration):
    dependencies = [("venues", "0014_ledger_layout")]
    operations = [
        migrations.AddConstraint(
            "submission",
            models.UniqueConstraint(fields=["client_uuid", "point"], name="submission_of_point"),
        ),
        migrations.RunSQL(
            FORWARD,
            BACKWARD,
            state_operations=[
                migrations.AlterField("movement", "submission", reference("venues.submission")),
                migrations.AlterField("movement", "point", reference("venues.showcasepoint")),
            ],
        ),
    ]
