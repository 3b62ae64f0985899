CREATE TABLE bank_account (
  id {key},
  nrb TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  bank TEXT NOT NULL,
  pool_bank TEXT NOT NULL,
  pool_prefix TEXT NOT NULL,
  profile TEXT NOT NULL,
  active BOOLEAN NOT NULL,
  start_balance BIGINT
);

CREATE TABLE statement_file (
  id {key},
  sha256 TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  source TEXT NOT NULL,
  received_at {time} NOT NULL,
  received_by TEXT NOT NULL,
  bytes {blob} NOT NULL,
  format TEXT NOT NULL,
  encoding TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  line BIGINT,
  duplicates TEXT NOT NULL
);

CREATE TABLE bank_statement (
  id {key},
  file_id BIGINT NOT NULL REFERENCES statement_file (id),
  account_id BIGINT REFERENCES bank_account (id),
  nrb TEXT NOT NULL,
  number TEXT NOT NULL,
  identity TEXT NOT NULL UNIQUE,
  content TEXT NOT NULL,
  currency TEXT NOT NULL,
  opening_date {date},
  opening BIGINT,
  closing_date {date},
  closing BIGINT,
  last_date {date},
  entry_count BIGINT NOT NULL,
  entry_sum BIGINT NOT NULL,
  unresolved BIGINT NOT NULL,
  state TEXT NOT NULL,
  checks TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_reason TEXT NOT NULL,
  received_at {time} NOT NULL,
  posted_at {time}
);

CREATE INDEX bank_statement_day ON bank_statement (closing_date, id);

CREATE INDEX bank_statement_file ON bank_statement (file_id);

CREATE TABLE statement_entry (
  id {key},
  statement_id BIGINT NOT NULL REFERENCES bank_statement (id),
  ordinal BIGINT NOT NULL,
  line BIGINT NOT NULL,
  booking_date {date} NOT NULL,
  value_date {date},
  payment_day {date} NOT NULL,
  amount BIGINT NOT NULL,
  reversal BOOLEAN NOT NULL,
  title TEXT NOT NULL,
  raw_title {blob},
  counterparty TEXT NOT NULL,
  folded TEXT NOT NULL,
  counterparty_account {blob},
  counterparty_index {blob},
  accounts TEXT NOT NULL,
  account_fault TEXT NOT NULL,
  reference TEXT NOT NULL,
  end_to_end TEXT NOT NULL,
  return_reason TEXT NOT NULL,
  fingerprint {blob} NOT NULL,
  occurrence BIGINT NOT NULL,
  state TEXT NOT NULL,
  rule BIGINT,
  reason TEXT NOT NULL,
  alert BOOLEAN NOT NULL,
  card_id BIGINT,
  cards TEXT NOT NULL,
  original_id BIGINT,
  waiting_entry BIGINT,
  journal_entry BIGINT,
  balance_after BIGINT,
  first_rule BIGINT,
  corrected BOOLEAN NOT NULL,
  withdrawn_by BIGINT,
  withdrawn_times BIGINT NOT NULL,
  handled_by TEXT NOT NULL,
  told BOOLEAN NOT NULL,
  UNIQUE (statement_id, ordinal)
);

CREATE INDEX statement_entry_waiting ON statement_entry (state, booking_date) WHERE state IN ('suggested', 'to_explain');

CREATE INDEX statement_entry_fingerprint ON statement_entry (fingerprint);

CREATE INDEX statement_entry_card ON statement_entry (card_id);

CREATE INDEX statement_entry_original ON statement_entry (original_id) WHERE original_id IS NOT NULL;

CREATE INDEX statement_entry_amount ON statement_entry (amount, booking_date);

CREATE TABLE counterparty_memory (
  account_index {blob} NOT NULL,
  card_id BIGINT NOT NULL,
  times BIGINT NOT NULL,
  confirmed BIGINT NOT NULL,
  PRIMARY KEY (account_index, card_id)
) {clustered};

CREATE TABLE day_close (
  day {date} PRIMARY KEY,
  bank BIGINT NOT NULL,
  books BIGINT NOT NULL,
  closed_at {time} NOT NULL,
  closed_by TEXT NOT NULL
);
