-- Entries as they travelled. Two entries may stand at one place of a forked log, so the id is part of the key.
CREATE TABLE entry (
    township    TEXT   NOT NULL,
    scope       TEXT   NOT NULL,
    log         BYTEA  NOT NULL,
    seq         BIGINT NOT NULL,
    id          BYTEA  NOT NULL,
    prev        BYTEA  NOT NULL,
    bytes       BYTEA  NOT NULL,
    salt        BYTEA,
    body        BYTEA,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (township, scope, log, seq, id)
);

-- The last known row of each village on the wall, shown until the village itself is folded again.
CREATE TABLE progress (
    township   TEXT   NOT NULL,
    scope      TEXT   NOT NULL,
    row_json   TEXT   NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (township, scope)
);

-- Who may sign in: 0 is the township office, others are officers with their villages.
CREATE TABLE account (
    township TEXT   NOT NULL,
    actor    BIGINT NOT NULL,
    code     TEXT   NOT NULL,
    name     TEXT   NOT NULL,
    phone    TEXT   NOT NULL,
    scopes   TEXT   NOT NULL,
    PRIMARY KEY (township, actor)
);

-- A device that signed in. Only the hash of its token is kept.
CREATE TABLE token (
    hash       BYTEA  NOT NULL PRIMARY KEY,
    township   TEXT   NOT NULL,
    actor      BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- One-time codes, hashed; a new one replaces the one before it.
CREATE TABLE code (
    township   TEXT   NOT NULL,
    actor      BIGINT NOT NULL,
    hash       BYTEA  NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT,
    PRIMARY KEY (township, actor)
);

-- Facts about this database: its epoch, how often it was started, the township it serves.
CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- What the last import could not read, by row and reason.
CREATE TABLE problem (
    township TEXT   NOT NULL,
    no       BIGINT NOT NULL,
    line     BIGINT NOT NULL,
    village  TEXT   NOT NULL,
    code     TEXT   NOT NULL,
    heading  TEXT   NOT NULL,
    imported BIGINT NOT NULL,
    PRIMARY KEY (township, no)
);
