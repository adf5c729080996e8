"""A fence that cannot repeat: the time of the claim, in microseconds, where it was a count.

A claim commits without waiting for the disk. Should PostgreSQL crash and forget it (or another server take over that
never heard of it), the next claim took the same number, and two workers could write, and be heard, as one. Later claims
still have higher fences: readers of live events go by that.
"""

from importlib import import_module

from django.db import migrations, models

FLOW = import_module("conversations.migrations.0008_flow")
COUNTED = "fence = fence + 1,"
TIMED = """fence = greatest((extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
                -- A clock that was set back does not count: chance keeps two claims apart.
                fence + 1 + floor(random() * 100000)::bigint),"""


def _with_wide_fence(function: str) -> str:
    assert "held integer" in function
    return function.replace("held integer", "held bigint").replace("CREATE OR REPLACE", "CREATE")


DROP = """
DROP FUNCTION journal_step(uuid, integer, jsonb, jsonb, jsonb, uuid, jsonb, jsonb, jsonb);
DROP FUNCTION journal_result(uuid, integer, jsonb, uuid, jsonb, jsonb, jsonb);
DROP FUNCTION journal_end(uuid, integer, jsonb, jsonb);
DROP FUNCTION journal_may_write(uuid, integer, jsonb)
"""
assert COUNTED in FLOW.CLAIM


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_resuming")]
    operations = [
        migrations.AlterField("turn", "fence", models.PositiveBigIntegerField(default=0)),
        migrations.RunSQL(
            [
                FLOW.CLAIM.replace(COUNTED, TIMED),
                DROP,
                *map(_with_wide_fence, [FLOW.MAY_WRITE, FLOW.RESULT, FLOW.STEP, FLOW.END]),
            ],
            migrations.RunSQL.noop,
        ),
    ]
