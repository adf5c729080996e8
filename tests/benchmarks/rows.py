"""What the bench does in a build's database past its API, as the superuser of the embedded PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

# Copies whole rows, whatever columns a build has; what must be unique is new.
COPIES = """
INSERT INTO conversations_toolcall
SELECT made.*
FROM (SELECT call, row_number() OVER (ORDER BY created_at) - 1 AS place FROM conversations_toolcall AS call) AS old
JOIN generate_series(1, %(copies)s) AS copy ON copy %% %(kept)s = old.place
CROSS JOIN LATERAL jsonb_populate_record(old.call, jsonb_build_object(
    'id', gen_random_uuid(),
    'tool_use_id', 'bench_' || copy,
    'created_at', (old.call).created_at - copy * interval '1 second')) AS made
"""
SAME_SWITCHES = """
INSERT INTO conversations_connectortoggle
SELECT made.*
FROM conversations_connectortoggle AS toggle
CROSS JOIN unnest(%(chats)s::uuid[]) AS chat
CROSS JOIN LATERAL jsonb_populate_record(toggle, jsonb_build_object(
    'id', gen_random_uuid(),
    'conversation_id', chat)) AS made
WHERE toggle.conversation_id = %(like)s
"""


# The turns of a conversation that has had one: each message follows the one before it, in time too.
NEW_TURNS = """
CREATE TEMPORARY TABLE made AS
SELECT number, gen_random_uuid() AS turn_id, gen_random_uuid() AS asked, gen_random_uuid() AS answered
FROM generate_series(1, %(copies)s) AS number
"""
TURNS = """
INSERT INTO conversations_turn
SELECT copy.* FROM conversations_turn AS turn CROSS JOIN made
CROSS JOIN LATERAL jsonb_populate_record(turn, jsonb_build_object('id', made.turn_id)) AS copy
WHERE turn.conversation_id = %(chat)s
"""
STEPS = """
INSERT INTO conversations_step
SELECT copy.* FROM conversations_step AS step
JOIN conversations_turn AS turn ON turn.id = step.turn_id AND turn.conversation_id = %(chat)s
JOIN made ON turn.id <> ALL (SELECT turn_id FROM made)
CROSS JOIN LATERAL jsonb_populate_record(step, jsonb_build_object('id', gen_random_uuid(), 'turn_id', made.turn_id))
    AS copy
"""
MESSAGES = """
INSERT INTO conversations_message
SELECT copy.* FROM conversations_message AS message
JOIN conversations_conversation AS chat ON chat.id = message.conversation_id
JOIN conversations_message AS head ON head.id = chat.head_id
CROSS JOIN made LEFT JOIN made AS earlier ON earlier.number = made.number - 1
CROSS JOIN LATERAL jsonb_populate_record(message, CASE message.role
    WHEN 'user' THEN jsonb_build_object(
        'id', made.asked, 'parent_id', coalesce(earlier.answered, head.id),
        'created_at', head.created_at + made.number * interval '2 microseconds')
    ELSE jsonb_build_object(
        'id', made.answered, 'parent_id', made.asked, 'turn_id', made.turn_id,
        'created_at', head.created_at + made.number * interval '2 microseconds' + interval '1 microsecond')
    END || CASE WHEN message.turn_id IS NULL THEN '{}' ELSE jsonb_build_object('turn_id', made.turn_id) END) AS copy
WHERE message.conversation_id = %(chat)s
"""
HEAD = """
UPDATE conversations_conversation SET head_id = (SELECT answered FROM made ORDER BY number DESC LIMIT 1)
WHERE id = %(chat)s
"""


def _run(superuser_url: str, *statements: str) -> None:
    # Each in a transaction of its own: ALTER SYSTEM and VACUUM take no other.
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def switch_on_as_in(superuser_url: str, like: str, chats: list[str]) -> None:
    """The same connectors on in these conversations as in that one."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        connection.execute(SAME_SWITCHES, {"like": like, "chats": chats})


def repeat_turn(superuser_url: str, chat: str, copies: int) -> None:
    """Copy the one turn of this conversation, with its messages and steps, so many times after it."""
    with psycopg.connect(superuser_url) as connection:
        for statement in (NEW_TURNS, TURNS, STEPS, MESSAGES, HEAD):
            connection.execute(statement, {"chat": chat, "copies": copies})


@contextmanager
def without_autovacuum(superuser_url: str) -> Iterator[None]:
    """PostgreSQL gathers no statistics by itself meanwhile, as in the minute after a change."""
    _run(superuser_url, "ALTER SYSTEM SET autovacuum = off", "SELECT pg_reload_conf()")
    try:
        yield
    finally:
        _run(superuser_url, "ALTER SYSTEM RESET autovacuum", "SELECT pg_reload_conf()")


def refresh_statistics(superuser_url: str) -> None:
    """Statistics of all tables, as autovacuum gathers them within a minute or two."""
    _run(superuser_url, "VACUUM ANALYZE")


def keep_calls(superuser_url: str, kept: int) -> None:
    """Delete all tool calls but the newest so many that nobody waits for."""
    _run(
        superuser_url,
        "DELETE FROM conversations_approval",  # they belong to calls
        f"""DELETE FROM conversations_toolcall WHERE id NOT IN (
            SELECT id FROM conversations_toolcall WHERE status = 'succeeded' ORDER BY created_at DESC LIMIT {kept})""",
        "VACUUM ANALYZE conversations_toolcall",
    )


def make_calls(superuser_url: str, count: int) -> None:
    """Copy the calls that are there until there are so many."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        row = connection.execute("SELECT count(*) FROM conversations_toolcall").fetchone()
        there = row[0] if row else 0
        connection.execute(COPIES, {"copies": count - there, "kept": there})
        connection.execute("VACUUM ANALYZE conversations_toolcall")
