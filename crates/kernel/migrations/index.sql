CREATE TABLE municipality (
  code TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  url TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'active'
);

CREATE TABLE host (host TEXT PRIMARY KEY, code TEXT NOT NULL REFERENCES municipality (code), main BOOLEAN NOT NULL);

CREATE INDEX host_code ON host (code);
