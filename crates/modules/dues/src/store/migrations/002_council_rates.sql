CREATE TABLE annual_figure (
  key TEXT NOT NULL,
  year BIGINT NOT NULL,
  ten_thousandths BIGINT NOT NULL CHECK (ten_thousandths > 0),
  source TEXT NOT NULL,
  PRIMARY KEY (key, year)
) {clustered};

CREATE TABLE council_rate (
  key TEXT NOT NULL,
  year BIGINT NOT NULL,
  ten_thousandths BIGINT NOT NULL CHECK (ten_thousandths >= 0),
  resolution TEXT NOT NULL,
  resolved_on {date} NOT NULL,
  PRIMARY KEY (key, year)
) {clustered};
