"""Where a buyer's day is: a table of few places instead of a country in every follow-up."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def keep_countries(apps: StateApps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The time zones follow in the night."""
    follow_ups = apps.get_model("followups", "FollowUp").objects
    places = apps.get_model("followups", "Place").objects
    for country in follow_ups.values_list("country", flat=True).distinct():
        follow_ups.filter(country=country).update(place=places.create(country=country))


class Migration(migrations.Migration):
    dependencies = [("followups", "0005_queue_indexes")]

    operations = [
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("country", models.CharField(blank=True, default="", max_length=2)),
                ("zone", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("country", "zone"), name="one_place")],
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followups.place",
            ),
        ),
        migrations.RunPython(keep_countries, migrations.RunPython.noop),
    ]
