CREATE TABLE party (
  id {key},
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  name_folded TEXT NOT NULL,
  pesel {blob},
  pesel_index {blob} UNIQUE,
  nip TEXT UNIQUE,
  regon TEXT,
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  town TEXT NOT NULL,
  address_folded TEXT NOT NULL,
  created_at {time} NOT NULL
);

CREATE INDEX party_name ON party (name_folded);

CREATE TABLE account (
  id {key},
  state TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email {blob},
  email_index {blob} UNIQUE,
  party_id BIGINT UNIQUE REFERENCES party (id),
  identified_at {time},
  created_at {time} NOT NULL,
  closed_at {time}
);

CREATE TABLE unit (
  id {key},
  name TEXT NOT NULL,
  symbol TEXT NOT NULL UNIQUE,
  closed BOOLEAN NOT NULL
);

CREATE TABLE staff (
  id {key},
  state TEXT NOT NULL,
  name TEXT NOT NULL,
  email {blob} NOT NULL,
  email_index {blob} NOT NULL UNIQUE,
  unit_id BIGINT REFERENCES unit (id),
  created_at {time} NOT NULL,
  reset_asked_by BIGINT,
  reset_asked_at {time}
);

CREATE TABLE role (
  id {key},
  name TEXT NOT NULL UNIQUE,
  permissions TEXT NOT NULL
);

CREATE TABLE staff_role (
  staff_id BIGINT NOT NULL REFERENCES staff (id),
  role_id BIGINT NOT NULL REFERENCES role (id),
  PRIMARY KEY (staff_id, role_id)
) {clustered};

CREATE TABLE credential (
  id {key},
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  user_handle {blob} NOT NULL,
  password TEXT,
  stands_alone BOOLEAN NOT NULL,
  totp_secret {blob},
  totp_step BIGINT NOT NULL,
  UNIQUE (kind, subject_id)
);

CREATE TABLE passkey (
  id {key},
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  credential_id TEXT NOT NULL UNIQUE,
  credential TEXT NOT NULL,
  created_at {time} NOT NULL,
  used_at {time}
);

CREATE INDEX passkey_subject ON passkey (kind, subject_id);

CREATE TABLE recovery_code (
  id {key},
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  hash TEXT NOT NULL,
  used_at {time},
  UNIQUE (kind, subject_id, hash)
);

CREATE TABLE sign_in_failure (
  kind TEXT NOT NULL,
  email_index {blob} NOT NULL,
  network TEXT NOT NULL,
  failures BIGINT NOT NULL,
  retry_at {time} NOT NULL,
  known_until {time},
  PRIMARY KEY (kind, email_index, network)
) {clustered};

CREATE TABLE refused_sign_in (
  id {key},
  kind TEXT NOT NULL,
  email_index {blob} NOT NULL,
  at {time} NOT NULL,
  network TEXT NOT NULL
);

CREATE INDEX refused_sign_in_email ON refused_sign_in (kind, email_index, id);

CREATE TABLE ticket (
  id {key},
  purpose TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  subject_id BIGINT NOT NULL,
  data {blob} NOT NULL,
  tries BIGINT NOT NULL,
  expires_at {time} NOT NULL
);

CREATE INDEX ticket_subject ON ticket (kind, subject_id, purpose);

CREATE TABLE consent (
  id {key},
  account_id BIGINT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL,
  given BOOLEAN NOT NULL,
  wording TEXT NOT NULL,
  at {time} NOT NULL
);

CREATE INDEX consent_account ON consent (account_id, kind, id);

CREATE TABLE identity_request (
  id {key},
  number TEXT NOT NULL UNIQUE,
  account_id BIGINT NOT NULL REFERENCES account (id),
  state TEXT NOT NULL,
  pesel {blob},
  pesel_index {blob},
  created_at {time} NOT NULL,
  valid_until {time} NOT NULL,
  party_id BIGINT REFERENCES party (id),
  channel TEXT NOT NULL,
  document_kind TEXT NOT NULL,
  document_end TEXT NOT NULL,
  issued_by BIGINT,
  issued_at {time},
  code_hash TEXT NOT NULL,
  code_expires_at {time},
  tries BIGINT NOT NULL
);

CREATE INDEX identity_request_account ON identity_request (account_id, state);

CREATE INDEX identity_request_pesel ON identity_request (pesel_index);

CREATE TABLE authorisation (
  id {key},
  agent_id BIGINT NOT NULL REFERENCES party (id),
  principal_id BIGINT NOT NULL REFERENCES party (id),
  basis TEXT NOT NULL,
  document TEXT NOT NULL,
  valid_from {date} NOT NULL,
  valid_to {date},
  recorded_by BIGINT NOT NULL,
  recorded_at {time} NOT NULL,
  ended_by BIGINT,
  ended_at {time}
);

CREATE INDEX authorisation_agent ON authorisation (agent_id);

CREATE INDEX authorisation_principal ON authorisation (principal_id);

CREATE TABLE day_off (
  day {date} PRIMARY KEY,
  name TEXT NOT NULL
);
