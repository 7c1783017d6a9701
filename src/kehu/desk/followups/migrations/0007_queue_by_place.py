"""Every follow-up has a place; the queue is read by it.

Apart from the one before: PostgreSQL changes no table whose rows were changed in the same
transaction.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followups", "0006_places")]

    operations = [
        migrations.RemoveIndex(model_name="followup", name="queue_of_a_person"),
        migrations.RemoveField(model_name="followup", name="country"),
        migrations.AlterField(
            model_name="followup",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.place",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["holder", "state", "-rank"], name="queue_of_a_person"),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["holder", "state", "place", "-rank"], name="queue_by_place"),
        ),
    ]
