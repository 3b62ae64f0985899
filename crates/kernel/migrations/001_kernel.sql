CREATE TABLE chain_head (name TEXT PRIMARY KEY, last_id BIGINT NOT NULL, hash TEXT NOT NULL);

CREATE TABLE audit_entry (
  id {key},
  at {time} NOT NULL,
  actor_kind TEXT NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  origin TEXT NOT NULL,
  deed TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  reason TEXT NOT NULL,
  hash TEXT NOT NULL
);

CREATE INDEX audit_entry_subject ON audit_entry (subject, id);

CREATE INDEX audit_entry_at ON audit_entry (at);

CREATE TABLE access_log (
  id {id},
  at {time} NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason TEXT NOT NULL
);

CREATE INDEX access_log_subject ON access_log (subject, at);

CREATE TABLE outbox (
  id {id},
  handler TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at {time} NOT NULL,
  due_at {time} NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  leased_until {time},
  done_at {time},
  failed_at {time},
  last_error TEXT NOT NULL DEFAULT '',
  UNIQUE (handler, key)
);

CREATE INDEX outbox_open ON outbox (due_at) WHERE done_at IS NULL AND failed_at IS NULL;

CREATE TABLE schedule_run (name TEXT PRIMARY KEY, next_at {time} NOT NULL, last_at {time}, last_error TEXT NOT NULL DEFAULT '');

CREATE TABLE setting (
  key TEXT NOT NULL,
  valid_from {date} NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (key, valid_from)
) {clustered};
