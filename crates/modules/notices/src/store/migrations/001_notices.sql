CREATE TABLE message (
  id {key},
  key TEXT NOT NULL UNIQUE,
  account_id BIGINT NOT NULL,
  template TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  button TEXT NOT NULL,
  link TEXT NOT NULL,
  created_at {time} NOT NULL,
  read_at {time}
);

CREATE INDEX message_account ON message (account_id, created_at);

CREATE INDEX message_unread ON message (account_id) WHERE read_at IS NULL;

CREATE TABLE mail (
  id {key},
  key TEXT NOT NULL UNIQUE,
  account_id BIGINT,
  template TEXT NOT NULL,
  address {blob} NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  button TEXT NOT NULL,
  link TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sent', 'caught', 'failed')),
  tries BIGINT NOT NULL DEFAULT 0,
  last_error TEXT NOT NULL DEFAULT '',
  created_at {time} NOT NULL,
  not_before {time} NOT NULL,
  settled_at {time}
);

CREATE INDEX mail_recent ON mail (created_at);

CREATE INDEX mail_account ON mail (account_id);

CREATE INDEX mail_failed ON mail (created_at) WHERE state = 'failed';

CREATE TABLE notice_template (
  code TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  changed_at {time} NOT NULL
);

CREATE TABLE mail_refusal (
  account_id BIGINT NOT NULL,
  topic TEXT NOT NULL,
  refused_at {time} NOT NULL,
  PRIMARY KEY (account_id, topic)
) {clustered};
