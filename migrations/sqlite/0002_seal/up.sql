-- Signatures over the head of a log, as they travelled.
CREATE TABLE seal (
    township TEXT   NOT NULL,
    scope    TEXT   NOT NULL,
    log      BLOB   NOT NULL,
    seq      BIGINT NOT NULL,
    head     BLOB   NOT NULL,
    bytes    BLOB   NOT NULL,
    PRIMARY KEY (township, scope, log, head)
);

-- After a restore: how many entries each phone gave back that the backup lacked. A phone goes by who is signed in on it.
CREATE TABLE returned (
    township TEXT   NOT NULL,
    scope    TEXT   NOT NULL,
    phone    BIGINT NOT NULL,
    entries  BIGINT NOT NULL,
    PRIMARY KEY (township, scope, phone)
);
