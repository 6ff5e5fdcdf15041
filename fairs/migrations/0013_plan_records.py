"""What a plan proved and what was published with it, kept as it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("fairs", "0012_on_behalf")]

    operations = [
        migrations.AddField("allocationplan", "proof", models.JSONField(default=dict)),
        migrations.AddField("allocationplan", "announced_places", models.JSONField(default=dict)),
        migrations.AddField("allocationplan", "report", models.JSONField(default=list)),
        migrations.AddField("allocationplan", "reasons", models.JSONField(default=dict)),
    ]
