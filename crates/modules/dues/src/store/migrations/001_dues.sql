CREATE TABLE card (
  id {key},
  number TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  nrb TEXT UNIQUE,
  title TEXT NOT NULL,
  title_folded TEXT NOT NULL,
  payer_key TEXT NOT NULL,
  opened {date} NOT NULL,
  closed {date},
  overpaid BIGINT NOT NULL DEFAULT 0 CHECK (overpaid >= 0)
);

CREATE INDEX card_payer ON card (payer_key, kind);

CREATE TABLE card_party (
  card_id BIGINT NOT NULL REFERENCES card (id),
  party_id BIGINT NOT NULL,
  main BOOLEAN NOT NULL,
  PRIMARY KEY (card_id, party_id)
) {clustered};

CREATE INDEX card_party_party ON card_party (party_id, card_id);

CREATE TABLE charge (
  id {key},
  card_id BIGINT NOT NULL REFERENCES card (id),
  year BIGINT NOT NULL,
  document_no TEXT NOT NULL,
  document_date {date} NOT NULL,
  title TEXT NOT NULL,
  amount BIGINT NOT NULL CHECK (amount > 0),
  basis TEXT NOT NULL,
  entry_id BIGINT NOT NULL,
  created_at {time} NOT NULL
);

CREATE INDEX charge_card ON charge (card_id);

CREATE INDEX charge_document ON charge (document_no);

CREATE TABLE due (
  id {key},
  card_id BIGINT NOT NULL REFERENCES card (id),
  charge_id BIGINT NOT NULL REFERENCES charge (id),
  number BIGINT NOT NULL,
  of_count BIGINT NOT NULL,
  title TEXT NOT NULL,
  due_date {date} NOT NULL,
  assessed BIGINT NOT NULL CHECK (assessed > 0),
  open BIGINT NOT NULL CHECK (open >= 0),
  cost_open BIGINT NOT NULL DEFAULT 0 CHECK (cost_open >= 0),
  interest_open BIGINT NOT NULL DEFAULT 0 CHECK (interest_open >= 0),
  interest_paid BIGINT NOT NULL DEFAULT 0 CHECK (interest_paid >= 0),
  interest_counted_to {date},
  classification TEXT NOT NULL
);

CREATE INDEX due_card ON due (card_id);

CREATE INDEX due_open ON due (card_id) WHERE open > 0 OR cost_open > 0 OR interest_open > 0;

CREATE INDEX due_coming ON due (due_date) WHERE open > 0;

CREATE TABLE journal_entry (
  id {key},
  booking_date {date} NOT NULL,
  payment_day {date} NOT NULL,
  document TEXT NOT NULL,
  reason TEXT NOT NULL,
  source TEXT UNIQUE,
  corrects BIGINT UNIQUE,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL,
  created_at {time} NOT NULL,
  note TEXT NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  hash TEXT NOT NULL,
  CHECK (debit = credit),
  CHECK (debit > 0)
);

CREATE INDEX journal_entry_booking ON journal_entry (booking_date);

CREATE TABLE journal_line (
  entry_id BIGINT NOT NULL,
  line_no BIGINT NOT NULL,
  account TEXT NOT NULL,
  card_id BIGINT,
  due_id BIGINT,
  component TEXT NOT NULL,
  side TEXT NOT NULL CHECK (side IN ('D', 'C')),
  amount BIGINT NOT NULL CHECK (amount > 0),
  classification TEXT NOT NULL,
  PRIMARY KEY (entry_id, line_no)
) {clustered};

CREATE INDEX journal_line_card ON journal_line (card_id, entry_id) WHERE card_id IS NOT NULL;

CREATE INDEX journal_line_money ON journal_line (card_id, entry_id, side, amount) WHERE component = 'money';

CREATE TABLE allocation (
  entry_id {key},
  content TEXT NOT NULL
);

CREATE TABLE period_close (
  last_day {date} PRIMARY KEY,
  closed_at {time} NOT NULL,
  actor_id BIGINT NOT NULL,
  actor_name TEXT NOT NULL
);

CREATE TABLE document_number (
  register TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (register, year)
) {clustered};

CREATE TABLE interest_rate (
  regime TEXT NOT NULL,
  valid_from {date} NOT NULL,
  millionths BIGINT NOT NULL CHECK (millionths >= 0),
  source TEXT NOT NULL,
  PRIMARY KEY (regime, valid_from)
) {clustered};

CREATE TABLE proposal (
  id {key},
  act TEXT NOT NULL,
  card_id BIGINT NOT NULL REFERENCES card (id),
  amount BIGINT NOT NULL,
  reason TEXT NOT NULL,
  state TEXT NOT NULL,
  proposed_by BIGINT NOT NULL,
  proposer_name TEXT NOT NULL,
  proposed_at {time} NOT NULL,
  decided_by BIGINT,
  decider_name TEXT NOT NULL DEFAULT '',
  decided_at {time},
  decision_note TEXT NOT NULL DEFAULT ''
);

CREATE INDEX proposal_waiting ON proposal (proposed_at) WHERE state = 'waiting';

CREATE TABLE due_import (
  id {key},
  file_name TEXT NOT NULL,
  content {blob},
  actor_id BIGINT NOT NULL,
  created_at {time} NOT NULL,
  state TEXT NOT NULL,
  summary TEXT NOT NULL DEFAULT ''
);

CREATE TABLE import_mapping (
  signature TEXT PRIMARY KEY,
  mapping TEXT NOT NULL,
  used_at {time} NOT NULL
);
