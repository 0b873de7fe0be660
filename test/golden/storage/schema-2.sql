-- What the first version with a store (schema 2) kept of an alert that fires: made by its own code, and never edited.
CREATE TABLE acceptances (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  series_id INTEGER NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  note TEXT NOT NULL,
  episodes TEXT NOT NULL,
  before TEXT NOT NULL,
  undone TEXT
) STRICT;
CREATE TABLE alert_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  episode_id TEXT,
  detail TEXT NOT NULL
) STRICT;
CREATE TABLE changes (
  id TEXT PRIMARY KEY,
  series_id INTEGER NOT NULL REFERENCES series (id),
  raised_at INTEGER NOT NULL,
  cleared_at INTEGER,
  alarm TEXT NOT NULL,
  change TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE episodes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  resolved_at INTEGER,
  end_owed INTEGER NOT NULL,
  rule TEXT NOT NULL,
  series TEXT NOT NULL,
  episode TEXT NOT NULL
) STRICT;
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  event TEXT NOT NULL
);
CREATE TABLE fleet (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), state TEXT NOT NULL);
CREATE TABLE label_census (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), census TEXT NOT NULL);
CREATE TABLE left_reports (
  digest TEXT NOT NULL,
  recipient TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (digest, recipient)
) STRICT, WITHOUT ROWID;
CREATE TABLE lifecycles (
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  subject TEXT NOT NULL,
  opened_at INTEGER,
  started_at INTEGER,
  start TEXT,
  ended_at INTEGER,
  outcome TEXT,
  measures TEXT NOT NULL,
  labels TEXT NOT NULL,
  PRIMARY KEY (kind, source, subject)
) WITHOUT ROWID;
CREATE TABLE marks (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE monitors (series_id INTEGER PRIMARY KEY REFERENCES series (id), state TEXT NOT NULL);
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL UNIQUE,
  episode_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  recipient TEXT NOT NULL,
  sender TEXT NOT NULL,
  subject TEXT NOT NULL,
  bytes BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'attempting', 'accepted', 'dead', 'superseded')),
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  tried_at INTEGER NOT NULL,
  waited INTEGER NOT NULL,
  last_error TEXT,
  settled_at INTEGER
) STRICT;
CREATE TABLE outbox_about (
  entry INTEGER NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
  episode_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (entry, episode_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE points (
  series_id INTEGER NOT NULL REFERENCES series (id),
  at INTEGER NOT NULL,
  value REAL,
  lower REAL,
  upper REAL,
  n INTEGER NOT NULL,
  PRIMARY KEY (series_id, at)
) WITHOUT ROWID;
CREATE TABLE regimes (
  series_id INTEGER PRIMARY KEY REFERENCES series (id),
  looked_at INTEGER NOT NULL,
  last_point INTEGER NOT NULL,
  found TEXT
);
CREATE TABLE releases (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  release TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE series (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  indicator TEXT NOT NULL,
  labels TEXT NOT NULL,
  bucket INTEGER NOT NULL
);
CREATE TABLE silences (
  id TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  silence TEXT NOT NULL
) STRICT;
CREATE TABLE sources (
  name TEXT PRIMARY KEY,
  cursor TEXT,
  complete_up_to INTEGER,
  last_success_at INTEGER
) WITHOUT ROWID;
CREATE TABLE storm (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  state TEXT NOT NULL
) STRICT;
CREATE INDEX acceptances_series ON acceptances (series_id, number);
CREATE INDEX alert_history_episode ON alert_history (episode_id, number);
CREATE INDEX changes_by_time ON changes (raised_at);
CREATE UNIQUE INDEX changes_standing ON changes (series_id) WHERE cleared_at IS NULL;
CREATE INDEX episodes_alarm ON episodes (rule, series);
CREATE INDEX episodes_ends ON episodes (resolved_at) WHERE state = 'resolved';
CREATE INDEX episodes_open ON episodes (number) WHERE state IN ('pending', 'firing');
CREATE INDEX episodes_over ON episodes (number) WHERE state NOT IN ('pending', 'firing');
CREATE INDEX episodes_untold ON episodes (number) WHERE end_owed = 1;
CREATE INDEX lifecycles_by_end ON lifecycles (kind, ended_at);
CREATE INDEX lifecycles_by_opening ON lifecycles (kind, opened_at);
CREATE INDEX lifecycles_by_source_end ON lifecycles (kind, source, ended_at);
CREATE INDEX outbox_about_episode ON outbox_about (episode_id, entry);
CREATE INDEX outbox_dead ON outbox (id) WHERE state = 'dead';
CREATE INDEX outbox_recipient ON outbox (recipient) WHERE state = 'queued';
CREATE INDEX outbox_state ON outbox (state);
CREATE INDEX outbox_unsettled ON outbox (not_before, id) WHERE state IN ('queued', 'attempting');
CREATE INDEX releases_by_time ON releases (at, id);
CREATE INDEX silences_end ON silences (ends_at);
INSERT INTO series (id, key, indicator, labels, bucket) VALUES (1, 'task_run_time_p50{task_type="build"}', 'task_run_time_p50', '{"task_type":"build"}', 3600000);
INSERT INTO episodes (number, id, state, resolved_at, end_owed, rule, series, episode) VALUES (1, '5f0c6c1d2e3a4b5c6d7e', 'firing', NULL, 0, 'slower-work', 'task_run_time_p50{task_type="build"}', '{"origin":"change","id":"5f0c6c1d2e3a4b5c6d7e","rule":"slower-work","series":"task_run_time_p50{task_type=\"build\"}","seriesId":1,"state":"firing","sequence":1,"severity":"page","pendingSince":1792497600000,"firingSince":1792497600000,"lastActiveAt":1792497600000,"resolvedAt":null,"change":{"kind":"level","kindProbability":0.97,"alternative":null,"direction":"up","good":false,"onset":{"value":1794801600000,"lower":1794783600000,"upper":1794819600000},"effect":{"absolute":{"value":15.9,"lower":13.6,"upper":18.4},"relative":{"value":0.352,"lower":0.301,"upper":0.407},"sigma":2.1},"from":45.2,"to":61.1,"breach":null,"evidence":13.6},"firedAs":{"kind":"level","direction":"up","good":false}}');
INSERT INTO outbox (id, message_id, episode_id, sequence, recipient, sender, subject, bytes, created_at, state, attempts, not_before, tried_at, waited, last_error, settled_at) VALUES (1, '<a@example.org>', '5f0c6c1d2e3a4b5c6d7e', 1, 'ann@example.org', 's@example.org', 'PAGE', X'68656c6c6f', 1792497600000, 'queued', 0, 1792497600000, 1792497600000, 0, NULL, NULL);
INSERT INTO outbox (id, message_id, episode_id, sequence, recipient, sender, subject, bytes, created_at, state, attempts, not_before, tried_at, waited, last_error, settled_at) VALUES (2, '<b@example.org>', '5f0c6c1d2e3a4b5c6d7e', 1, 'webhook:pager', 's@example.org', 'PAGE', X'68656c6c6f', 1792497600000, 'queued', 0, 1792497600000, 1792497600000, 0, NULL, NULL);
INSERT INTO outbox_about (entry, episode_id, sequence) VALUES (1, '5f0c6c1d2e3a4b5c6d7e', 1);
INSERT INTO outbox_about (entry, episode_id, sequence) VALUES (2, '5f0c6c1d2e3a4b5c6d7e', 1);
INSERT INTO silences (id, ends_at, silence) VALUES ('s1', 3584995200000, '{"id":"s1","matchers":[{"name":"task_type","op":"=","value":"build"}],"startsAt":1792497600000,"endsAt":3584995200000,"createdBy":"ann","createdAt":1792497600000,"comment":"planned"}');
INSERT INTO alert_history (number, at, actor, action, episode_id, detail) VALUES (1, 1792497600000, 'ann', 'silenced', NULL, 'planned');
PRAGMA user_version = 2;
