"""A standing approval lies beside the member's own choice, which holds again when the approval ends."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("connectors", "0005_search_path"), ("organizations", "0005_grants")]
    operations = [
        migrations.RemoveConstraint(model_name="toolpolicy", name="one_choice_per_tool"),
        migrations.AddConstraint(
            model_name="toolpolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted_in__isnull", True), ("member__isnull", False)),
                fields=("organization", "connector", "member", "tool"),
                name="one_choice_per_tool",
            ),
        ),
        migrations.AddConstraint(
            model_name="toolpolicy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted_in__isnull", False)),
                fields=("organization", "connector", "member", "tool", "connection"),
                name="one_standing_per_account",
            ),
        ),
    ]
