-- OAuth: only hashes of codes and tokens are kept; client secrets are derived, never stored.
CREATE TABLE IF NOT EXISTS oauth_clients (
    client_id TEXT PRIMARY KEY,
    metadata TEXT NOT NULL,
    created_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS oauth_requests (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES oauth_clients (client_id) ON DELETE CASCADE,
    service TEXT NOT NULL,
    params TEXT NOT NULL,
    expires_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS oauth_grants (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES oauth_clients (client_id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    resource TEXT NOT NULL,
    created_at REAL NOT NULL,
    revoked_at REAL
) STRICT;

CREATE TABLE IF NOT EXISTS oauth_codes (
    code_hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES oauth_grants (id) ON DELETE CASCADE,
    params TEXT NOT NULL,
    expires_at REAL NOT NULL,
    used_at REAL
) STRICT;

CREATE TABLE IF NOT EXISTS oauth_tokens (
    token_hash TEXT PRIMARY KEY,
    grant_id TEXT NOT NULL REFERENCES oauth_grants (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('access', 'refresh')),
    scopes TEXT NOT NULL,
    expires_at REAL NOT NULL,
    used_at REAL
) STRICT;
CREATE INDEX IF NOT EXISTS oauth_tokens_by_grant ON oauth_tokens (grant_id);

-- Acme Tracker
CREATE TABLE IF NOT EXISTS issues (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    team TEXT NOT NULL,
    priority TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
    assignee TEXT,
    reporter TEXT NOT NULL,
    private INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (workspace, key)
) STRICT;

CREATE TABLE IF NOT EXISTS issue_comments (
    id INTEGER PRIMARY KEY,
    issue_id INTEGER NOT NULL REFERENCES issues (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS issue_comments_by_issue ON issue_comments (issue_id);

-- Acme Docs
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    owner TEXT NOT NULL,
    private INTEGER NOT NULL DEFAULT 0,
    updated_at TEXT NOT NULL,
    UNIQUE (workspace, key)
) STRICT;

-- Acme Chat
CREATE TABLE IF NOT EXISTS channels (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    topic TEXT NOT NULL,
    private INTEGER NOT NULL DEFAULT 0,
    UNIQUE (workspace, name)
) STRICT;

CREATE TABLE IF NOT EXISTS channel_members (
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    person TEXT NOT NULL,
    PRIMARY KEY (channel_id, person)
) STRICT;

CREATE TABLE IF NOT EXISTS chat_messages (
    id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL REFERENCES channels (id) ON DELETE CASCADE,
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    posted_at TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS chat_messages_by_channel ON chat_messages (channel_id, posted_at);

-- Workspaces whose sample data was written, so that a later start adds nothing twice.
CREATE TABLE IF NOT EXISTS seeded (workspace TEXT PRIMARY KEY) STRICT;
