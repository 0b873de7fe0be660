// MLflow: one row a run, one a trace, and what people, models and tests said of the traces. Times are milliseconds since 1970.
import { type Relation, tableName } from '../connection/catalog.ts'
import type { TableMapping } from '../mapping/mapping.ts'
import { has, inQuery, type Preset, tableOf } from './preset.ts'

export const mlflow: Preset = {
  name: 'MLflow',
  recognise(tables) {
    const runs = tableOf(tables, 'runs', ['run_uuid', 'status', 'start_time', 'end_time', 'experiment_id'])
    const experiments = tableOf(tables, 'experiments', ['experiment_id', 'name', 'lifecycle_stage'])
    if (runs === null || experiments === null) return null
    const own = tables.filter(({ schema, name }) => schema === runs.schema && OWN.test(name))
    const traces = tableOf(own, 'trace_info', ['request_id', 'timestamp_ms', 'execution_time_ms', 'status'])
    const assessments = tableOf(own, 'assessments', [
      'assessment_id',
      'name',
      'value',
      'valid',
      'source_type',
    ])
    return {
      version: versionOf(traces, assessments),
      mappings: [
        runsMapping(runs, experiments),
        ...(traces === null ? [] : [tracesMapping(traces, experiments)]),
        ...(assessments === null ? [] : [assessmentsMapping(assessments)]),
      ],
      owns: own,
      notes: [
        'a run that is never ended stays open: that of a process that was killed says RUNNING for ever',
        ...(assessments === null ? [] : [ASSESSED]),
      ],
    }
  },
}

const ASSESSED =
  'an assessment that says yes or no is a claim, verified when it was made: traces that nobody has assessed are none'

function versionOf(traces: Relation | null, assessments: Relation | null): string {
  if (assessments !== null) return 'with traces and assessments'
  return traces === null ? 'without traces' : 'with traces'
}

function runsMapping(runs: Relation, experiments: Relation): TableMapping {
  const query = `SELECT r.run_uuid, e.name, r.start_time, r.end_time, r.status
FROM ${inQuery(runs)} r LEFT JOIN ${inQuery(experiments)} e ON e.experiment_id = r.experiment_id
WHERE r.lifecycle_stage = 'active'`
  return {
    table: tableName(runs),
    as: 'tasks',
    query,
    columns: {
      id: 'run_uuid',
      type: 'name',
      createdAt: 'epoch_ms(start_time)',
      completedAt: 'epoch_ms(end_time)',
      status: 'status',
    },
    statuses: { completed: ['FINISHED'], failed: ['FAILED', 'KILLED'] },
  }
}

function tracesMapping(traces: Relation, experiments: Relation): TableMapping {
  const name = has(traces, 'trace_name') ? 'coalesce(t.trace_name, e.name)' : 'e.name'
  const query = `SELECT t.request_id, ${name} AS name, t.timestamp_ms, t.timestamp_ms + t.execution_time_ms AS ended_ms, t.status
FROM ${inQuery(traces)} t LEFT JOIN ${inQuery(experiments)} e ON e.experiment_id = t.experiment_id`
  return {
    table: tableName(traces),
    as: 'tasks',
    query,
    columns: {
      id: 'request_id',
      type: 'name',
      createdAt: 'epoch_ms(timestamp_ms)',
      completedAt: 'epoch_ms(ended_ms)',
      status: 'status',
    },
    statuses: {
      completed: ['OK'],
      failed: ['ERROR'],
      underway: ['IN_PROGRESS', 'STATE_UNSPECIFIED', 'TRACE_STATUS_UNSPECIFIED'],
    },
  }
}

const OUTCOMES = {
  verified: ['true', 'yes', 'pass', 'correct'],
  refuted: ['false', 'no', 'fail', 'incorrect'],
}

/** Its `value` is JSON: a truth value, or a word in quotes. A number is a grade, and no claim. */
function assessmentsMapping(assessments: Relation): TableMapping {
  const words = [...OUTCOMES.verified, ...OUTCOMES.refuted].map(word => `'${word}'`).join(', ')
  const said = `lower(btrim(a.value, ' "'))`
  const query = `SELECT a.assessment_id, a.name, a.created_timestamp, ${said} AS outcome,
  CASE a.source_type WHEN 'HUMAN' THEN 'human' WHEN 'CODE' THEN 'test' ELSE 'model' END AS verifier
FROM ${inQuery(assessments)} a
WHERE a.assessment_type = 'feedback' AND a.valid AND a.error IS NULL AND ${said} IN (${words})`
  return {
    table: tableName(assessments),
    as: 'claims',
    query,
    columns: {
      id: 'assessment_id',
      claimType: 'name',
      madeAt: 'epoch_ms(created_timestamp)',
      verifiedAt: 'epoch_ms(created_timestamp)',
      outcome: 'outcome',
      verifier: 'verifier',
    },
    outcomes: OUTCOMES,
  }
}

const OWN =
  /^(runs|(latest_)?metrics|params|(experiment_|input_|trace_|evaluation_dataset_)?tags|experiments|(evaluation_)?datasets|evaluation_dataset_records|inputs|alembic_version|trace_(info|metrics|request_metadata)|assessments|spans?(_metrics)?|logged_model(s|_.*)|(registered_model|model_version)(s|_.*)|model_definitions|webhooks?(_events)?|scorers?(_versions)?|online_scoring_configs|endpoints?(_.*)?|guardrails?(_configs)?|review_queue(s|_.*)|mcp_.*|sql_.*|entity_associations|budget_policies|issues|label_schemas|workspaces|secrets|scheduler_leases|job_locks|jobs)$/
