// The tables of the example platform, as such platforms have them: flaws, gaps and all.

/**
 * There is no `started_at` and no `ai_model`; only `status` and `created_at` of the tasks are indexed.
 * `income_drones` keeps claimed and realised money apart from everything that could join them.
 */
export const TABLES = `
CREATE TABLE execution_tasks (
  id serial PRIMARY KEY,
  task_id text UNIQUE NOT NULL,
  type varchar NOT NULL,
  description text,
  status varchar DEFAULT 'pending',
  metadata jsonb,
  result text,
  error text,
  created_at timestamptz DEFAULT now(),
  completed_at timestamptz
);

CREATE TABLE ai_performance (
  id serial PRIMARY KEY,
  ai_member varchar,
  task_id text,
  task_type varchar,
  duration_ms integer,
  tokens_used integer,
  cost numeric(12, 6),
  accuracy numeric(5, 3),
  success boolean,
  created_at timestamptz DEFAULT now()
);

CREATE TABLE claims (
  id serial PRIMARY KEY,
  task_id text,
  claim_type varchar,
  ai_member varchar,
  probability double precision,
  audit_propensity double precision,
  audited boolean DEFAULT false,
  made_at timestamptz DEFAULT now(),
  verified_at timestamptz,
  outcome boolean,
  verifier varchar
);

CREATE TABLE roi_tracker (
  id serial PRIMARY KEY,
  task_id text,
  category varchar,
  projected_amount numeric(12, 2),
  realised_amount numeric(12, 2),
  spent_at timestamptz DEFAULT now(),
  realised_at timestamptz,
  written_off_at timestamptz
);

CREATE TABLE financial_ledger (
  tx_id text PRIMARY KEY,
  type varchar,
  amount numeric(12, 2),
  category varchar,
  external_id text,
  created_at timestamptz DEFAULT now()
);

CREATE TABLE deployments (
  id serial PRIMARY KEY,
  version varchar,
  service varchar,
  environment varchar,
  deployed_at timestamptz DEFAULT now()
);

CREATE TABLE income_drones (
  id serial PRIMARY KEY,
  name text,
  status varchar DEFAULT 'active',
  projected_revenue numeric(12, 2),
  actual_revenue numeric(12, 2),
  expected_revenue numeric(12, 2),
  created_at timestamptz DEFAULT now()
);
`

/** Made when the history is loaded, which is faster than to keep them up row by row. */
export const INDEXES = `
CREATE INDEX execution_tasks_status ON execution_tasks (status);
CREATE INDEX execution_tasks_created_at ON execution_tasks (created_at);
CREATE INDEX ai_performance_created_at ON ai_performance (created_at);
CREATE INDEX claims_made_at ON claims (made_at);
CREATE INDEX claims_verified_at ON claims (verified_at);
CREATE INDEX roi_tracker_spent_at ON roi_tracker (spent_at);
CREATE INDEX financial_ledger_created_at ON financial_ledger (created_at);
CREATE INDEX deployments_deployed_at ON deployments (deployed_at);
`

/** What release 2.9.1 of day 66 does when a task is finished. PostgreSQL refuses it. */
export const FAULTY_UPDATE = `UPDATE execution_tasks SET ai_model = 'aurora-large' WHERE id = 1`
