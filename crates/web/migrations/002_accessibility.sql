CREATE TABLE accessibility_demand (
  id {key},
  code TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  received_at {time} NOT NULL,
  received_on {date} NOT NULL,
  due_on {date} NOT NULL,
  closed_on {date},
  person TEXT NOT NULL,
  way TEXT NOT NULL,
  contact {blob} NOT NULL,
  page TEXT NOT NULL,
  element TEXT NOT NULL,
  alternative TEXT NOT NULL,
  device TEXT NOT NULL,
  version TEXT NOT NULL
);

CREATE INDEX accessibility_demand_due ON accessibility_demand (state, due_on);

CREATE TABLE accessibility_answer (
  id {key},
  demand_id BIGINT NOT NULL REFERENCES accessibility_demand (id),
  at {time} NOT NULL,
  author TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  text TEXT NOT NULL,
  promised_on {date}
);

CREATE INDEX accessibility_answer_demand ON accessibility_answer (demand_id, id);
