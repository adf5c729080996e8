"""One cheap answer to "did anything change that decides on tools?": the versions of all rows that do.

The engine reads the rules again before each model step and each call (private projects-P9). Reading the rows costs
five queries, comparing their versions one. xmin changes with every committed UPDATE, whoever made it; of a connection
its own version counts, because noting its last use decides nothing. A function, so that PostgreSQL plans it once per
connection.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION access_stamp(conv uuid, member uuid) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    org uuid := nullif(current_setting('app.organization', true), '')::uuid;
    project uuid;
    stamp text;
BEGIN
    SELECT project_id INTO project FROM conversations_conversation WHERE id = conv;
    SELECT concat_ws('/',
        project,
        (SELECT xmin FROM organizations_organization WHERE id = org),
        (SELECT concat(m.xmin, u.xmin) FROM organizations_membership m JOIN organizations_user u ON u.id = m.user_id
            WHERE m.id = member),
        (SELECT xmin FROM organizations_project WHERE id = project),
        (SELECT string_agg(concat(pm.id, m.xmin), ',' ORDER BY pm.id) FROM organizations_projectmember pm
            JOIN organizations_membership m ON m.id = pm.member_id WHERE pm.project_id = project),
        (SELECT string_agg(concat(t.xmin, k.xmin, l.xmin, c.version, c.status,
                (SELECT md5(string_agg(concat(o.id, d.xmin), ',' ORDER BY o.id)) FROM connectors_offeredtool o
                    JOIN connectors_tooldefinition d ON d.id = o.tool_id WHERE o.connection_id = t.connection_id),
                (SELECT md5(string_agg(concat(p.id, p.xmin), ',' ORDER BY p.id)) FROM connectors_toolpolicy p
                    WHERE p.connector_id = t.connector_id)), ';' ORDER BY t.id)
            FROM conversations_connectortoggle t
            JOIN connectors_connector k ON k.id = t.connector_id
            LEFT JOIN connectors_listing l ON l.id = k.listing_id
            LEFT JOIN connectors_connection c ON c.id = t.connection_id
            WHERE t.conversation_id = conv),
        (SELECT EXISTS (SELECT 1 FROM conversations_provenance WHERE conversation_id = conv))
    ) INTO stamp;
    RETURN stamp;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_sharing_triggers"), ("connectors", "0002_wall")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION access_stamp(uuid, uuid)")]
