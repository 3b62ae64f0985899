CREATE TABLE pos (
  id {key},
  name TEXT NOT NULL,
  provider TEXT NOT NULL CHECK (provider IN ('payu', 'test')),
  environment TEXT NOT NULL CHECK (environment IN ('production', 'sandbox')),
  merchant_id TEXT NOT NULL,
  client_secret {blob},
  second_key {blob},
  webhook_token TEXT NOT NULL UNIQUE,
  kinds TEXT NOT NULL,
  resolution TEXT NOT NULL,
  blik_is_transfer BOOLEAN NOT NULL,
  bank_account TEXT NOT NULL,
  fees_netted BOOLEAN NOT NULL,
  report_columns TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  created_at {time} NOT NULL
);

CREATE TABLE payment (
  id {key},
  reference TEXT NOT NULL UNIQUE,
  form_token TEXT NOT NULL UNIQUE,
  pos_id BIGINT NOT NULL REFERENCES pos (id),
  account_id BIGINT NOT NULL,
  party_id BIGINT,
  method TEXT NOT NULL,
  total BIGINT NOT NULL CHECK (total > 0),
  refunded BIGINT NOT NULL DEFAULT 0,
  state TEXT NOT NULL,
  late BOOLEAN NOT NULL DEFAULT FALSE,
  review_reason TEXT NOT NULL DEFAULT '',
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  authorised_at {time},
  confirmed_at {time},
  received_at {time},
  version BIGINT NOT NULL DEFAULT 0,
  CHECK (refunded >= 0)
);

CREATE INDEX payment_account ON payment (account_id, created_at);

CREATE INDEX payment_created ON payment (created_at);

CREATE INDEX payment_open ON payment (state) WHERE state IN ('draft', 'started', 'pending', 'review');

CREATE TABLE payment_line (
  payment_id BIGINT NOT NULL REFERENCES payment (id),
  line_no BIGINT NOT NULL,
  due_id BIGINT NOT NULL,
  card_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  principal BIGINT NOT NULL,
  interest BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  PRIMARY KEY (payment_id, line_no)
) {clustered};

CREATE INDEX payment_line_due ON payment_line (due_id);

CREATE TABLE attempt (
  id {key},
  payment_id BIGINT NOT NULL REFERENCES payment (id),
  number BIGINT NOT NULL,
  ext_id TEXT NOT NULL UNIQUE,
  provider_id TEXT,
  state TEXT NOT NULL,
  redirect_url TEXT NOT NULL DEFAULT '',
  return_token TEXT NOT NULL,
  raw_state TEXT NOT NULL DEFAULT '',
  refusal TEXT NOT NULL DEFAULT '',
  refunded BIGINT NOT NULL DEFAULT 0,
  reported BIGINT,
  created_at {time} NOT NULL,
  expires_at {time} NOT NULL,
  authorised_at {time},
  asked_at {time},
  UNIQUE (payment_id, number)
);

CREATE INDEX attempt_provider ON attempt (provider_id);

CREATE TABLE payment_posting (
  id {id},
  payment_id BIGINT NOT NULL REFERENCES payment (id),
  attempt_id BIGINT NOT NULL REFERENCES attempt (id),
  card_id BIGINT NOT NULL,
  entry_id BIGINT NOT NULL UNIQUE,
  amount BIGINT NOT NULL,
  surplus BOOLEAN NOT NULL,
  payment_day {date} NOT NULL,
  reversed_by BIGINT
);

CREATE INDEX payment_posting_payment ON payment_posting (payment_id);

CREATE TABLE payment_event (
  id {id},
  payment_id BIGINT NOT NULL REFERENCES payment (id),
  at {time} NOT NULL,
  title TEXT NOT NULL,
  detail TEXT NOT NULL
);

CREATE INDEX payment_event_payment ON payment_event (payment_id);

CREATE TABLE payment_refund (
  id {key},
  attempt_id BIGINT NOT NULL REFERENCES attempt (id),
  payment_id BIGINT NOT NULL REFERENCES payment (id),
  number BIGINT NOT NULL,
  ext_id TEXT NOT NULL UNIQUE,
  provider_id TEXT,
  amount BIGINT NOT NULL CHECK (amount > 0),
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'sent', 'final', 'refused', 'declined')),
  answer TEXT NOT NULL DEFAULT '',
  asked_by BIGINT NOT NULL,
  asked_by_name TEXT NOT NULL,
  asked_at {time} NOT NULL,
  approved_by BIGINT,
  approved_by_name TEXT NOT NULL DEFAULT '',
  approved_at {time},
  final_at {time}
);

CREATE INDEX payment_refund_payment ON payment_refund (payment_id);

CREATE TABLE payment_inbox (
  id {key},
  provider TEXT NOT NULL,
  event_key TEXT NOT NULL,
  pos_id BIGINT NOT NULL,
  body {blob},
  state TEXT NOT NULL,
  received_at {time} NOT NULL,
  done_at {time},
  UNIQUE (provider, event_key)
);

CREATE INDEX payment_inbox_received ON payment_inbox (received_at);

CREATE TABLE provider_call (
  id {id},
  pos_id BIGINT NOT NULL,
  operation TEXT NOT NULL,
  own_id TEXT NOT NULL,
  at {time} NOT NULL,
  millis BIGINT NOT NULL,
  http_status BIGINT NOT NULL,
  outcome TEXT NOT NULL
);

CREATE INDEX provider_call_own ON provider_call (own_id);

CREATE TABLE test_bank (
  ext_id TEXT PRIMARY KEY,
  token TEXT NOT NULL UNIQUE,
  amount BIGINT NOT NULL,
  description TEXT NOT NULL,
  return_to TEXT NOT NULL,
  decision TEXT NOT NULL DEFAULT '',
  decided_at {time}
);

CREATE TABLE payout (
  id {key},
  pos_id BIGINT NOT NULL REFERENCES pos (id),
  provider_id TEXT NOT NULL,
  paid_on {date} NOT NULL,
  payments BIGINT NOT NULL,
  refunds BIGINT NOT NULL,
  fees BIGINT NOT NULL,
  corrections BIGINT NOT NULL,
  net BIGINT NOT NULL,
  standing TEXT NOT NULL,
  cause TEXT NOT NULL DEFAULT '',
  bank_amount BIGINT,
  bank_entry TEXT NOT NULL DEFAULT '',
  bank_day {date},
  entry_id BIGINT,
  created_at {time} NOT NULL,
  UNIQUE (pos_id, provider_id)
);

CREATE INDEX payout_day ON payout (paid_on);

CREATE TABLE payout_line (
  payout_id BIGINT NOT NULL REFERENCES payout (id),
  line_no BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('payment', 'refund', 'correction')),
  provider_ref TEXT NOT NULL,
  ext_id TEXT NOT NULL,
  payment_id BIGINT,
  amount BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (payout_id, line_no)
) {clustered};

CREATE INDEX payout_line_payment ON payout_line (payment_id);
