"""Conversations, turns and their journal, shares: every table of this app.

Homes that ran the history before the first release have these tables already (`replaces`).
"""

import conversations.models.tool_call
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('conversations', '0001_initial'),
        ('conversations', '0007_bound_approvals'),
        ('conversations', '0009_notices'),
        ('conversations', '0012_resuming'),
        ('conversations', '0013_fence'),
    ]
    initial = True
    dependencies = [('connectors', '0005_search_path'), ('organizations', '0005_grants')]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('tool_access', models.CharField(choices=[('auto', 'Auto'), ('always', 'Always available'), ('on_demand', 'On demand')], default='auto', max_length=10)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('deleted_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('project', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.project')),
            ],
            options={
                'ordering': ['-updated_at', '-id'],
                'indexes': [models.Index(fields=['organization', 'author', '-updated_at'], name='conversatio_organiz_07b115_idx')],
            },
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('waiting_approval', 'Waiting for approval'), ('waiting_connection', 'Waiting for sign-in'), ('waiting_input', 'Waiting for input'), ('waiting_outcome', 'Waiting for the outcome'), ('completed', 'Completed'), ('failed', 'Failed'), ('cancelled', 'Cancelled')], default='queued', max_length=20)),
                ('fence', models.PositiveBigIntegerField(default=0)),
                ('leased_until', models.DateTimeField(blank=True, null=True)),
                ('leased_by', models.CharField(blank=True, max_length=80)),
                ('cancel_requested_at', models.DateTimeField(blank=True, null=True)),
                ('error_code', models.CharField(blank=True, max_length=64)),
                ('error_message', models.CharField(blank=True, max_length=500)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('input_tokens', models.PositiveIntegerField(default=0)),
                ('output_tokens', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='conversations.conversation')),
                ('member', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('worked_ms', models.PositiveBigIntegerField(default=0)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('resumed_after', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['created_at'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'running'])), fields=['status', 'leased_until'], name='turns_to_sweep')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('status__in', ['completed', 'failed', 'cancelled']), _negated=True), fields=('organization', 'conversation'), name='one_active_turn')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('user', 'User'), ('assistant', 'Assistant')], max_length=9)),
                ('content', models.JSONField(default=list)),
                ('model', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.conversation')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('parent', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='conversations.message')),
                ('turn', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='messages', to='conversations.turn')),
            ],
            options={
                'ordering': ['created_at', 'id'],
                'indexes': [models.Index(fields=['organization', 'conversation', 'created_at'], name='conversatio_organiz_20ce4e_idx')],
            },
        ),
        migrations.AddField(
            model_name='conversation',
            name='head',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.message'),
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('blocks', models.JSONField(default=list)),
                ('stop_reason', models.CharField(blank=True, max_length=32)),
                ('usage', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('turn', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='conversations.turn')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'turn', 'number'), name='one_step_per_number')],
            },
        ),
        migrations.CreateModel(
            name='ToolCall',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('tool_use_id', models.CharField(max_length=128)),
                ('tool', models.CharField(max_length=128)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('effect', models.CharField(max_length=12)),
                ('arguments', models.JSONField(default=dict)),
                ('arguments_hash', models.CharField(max_length=64)),
                ('status', models.CharField(choices=[('proposed', 'Proposed'), ('awaiting_approval', 'Waiting for your approval'), ('approved', 'Approved'), ('denied', 'Denied'), ('expired', 'Expired'), ('sent', 'Running'), ('succeeded', 'Done'), ('failed', 'Failed'), ('unknown', 'Outcome unknown'), ('happened', 'It happened'), ('skipped', 'Skipped'), ('blocked', 'Blocked'), ('cancelled', 'Cancelled')], default='proposed', max_length=20)),
                ('result', models.JSONField(null=True)),
                ('result_bytes', models.PositiveIntegerField(default=0)),
                ('truncated', models.BooleanField(default=False)),
                ('error_code', models.CharField(blank=True, max_length=64)),
                ('error_message', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('connection', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connectors.connection')),
                ('connector', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connectors.connector')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('retry_of', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='conversations.toolcall')),
                ('turn', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='tool_calls', to='conversations.turn')),
                ('tool_digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'ordering': ['step', 'position', 'created_at'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['awaiting_approval', 'unknown'])), fields=['organization', 'status'], name='calls_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('retry_of__isnull', True)), fields=('organization', 'turn', 'tool_use_id'), name='one_call_per_tool_use')],
            },
        ),
        migrations.CreateModel(
            name='Approval',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('arguments_hash', models.CharField(max_length=64)),
                ('edited', models.BooleanField(default=False)),
                ('requested_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(default=conversations.models.tool_call.approval_expiry)),
                ('decision', models.CharField(blank=True, choices=[('allow_once', 'allow_once'), ('always_allow', 'always_allow'), ('deny', 'deny'), ('expired', 'expired')], max_length=12)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('decided_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('tool_call', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='approval', to='conversations.toolcall')),
                ('asks_code', models.CharField(blank=True, max_length=32)),
                ('asks_reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConnectorToggle',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('toggled_at', models.DateTimeField(auto_now=True)),
                ('connection', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connectors.connection')),
                ('connector', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='connectors.connector')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='toggles', to='conversations.conversation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organization', 'conversation', 'connector'), name='one_toggle_per_connector')],
            },
        ),
        migrations.CreateModel(
            name='Provenance',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('tool', 'Tool'), ('synced', 'Synced'), ('health', 'Health')], default='tool', max_length=8)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('connector', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='connectors.connector')),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='provenance', to='conversations.conversation')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
                ('turn', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='provenance', to='conversations.turn')),
            ],
            options={
                'ordering': ['created_at'],
                'constraints': [models.UniqueConstraint(fields=('organization', 'conversation', 'turn', 'connector', 'kind'), name='one_mark_per_turn')],
            },
        ),
        migrations.CreateModel(
            name='Share',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('audience', models.CharField(choices=[('organization', 'Organization'), ('public', 'Anyone with the link')], max_length=12)),
                ('redacted', models.BooleanField(default=False)),
                ('snapshot', models.JSONField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_because', models.CharField(blank=True, max_length=64)),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='conversations.conversation')),
                ('created_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.membership')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(choices=[('account_disconnected', 'An account was disconnected'), ('account_changed', 'Another account was signed in'), ('connector_disabled', 'An owner disabled a connector'), ('project_opened', 'Others can see the project now'), ('project_left', 'The chat left its project'), ('link_ended', 'A share link was ended')], max_length=32)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seen_at', models.DateTimeField(blank=True, null=True)),
                ('conversation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='conversations.conversation')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='organizations.organization')),
            ],
            options={
                'ordering': ['created_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('seen_at__isnull', True)), fields=('organization', 'conversation', 'code', 'name'), name='said_once_until_seen')],
            },
        ),
    ]
