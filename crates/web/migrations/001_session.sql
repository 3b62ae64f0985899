CREATE TABLE session (
  id {key},
  token_hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  party_id BIGINT,
  level BIGINT NOT NULL,
  permissions TEXT NOT NULL,
  csrf TEXT NOT NULL,
  device TEXT NOT NULL,
  origin TEXT NOT NULL,
  created_at {time} NOT NULL,
  seen_at {time} NOT NULL,
  proved_at {time} NOT NULL,
  idle_seconds BIGINT NOT NULL,
  ends_at {time} NOT NULL,
  unread BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX session_subject ON session (kind, subject_id);
