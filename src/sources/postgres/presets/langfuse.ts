// Langfuse up to version 2, which keeps its observations in PostgreSQL: generations and spans, with an end and a level.
import { tableName } from '../connection/catalog.ts'
import { inQuery, type Preset, tableOf } from './preset.ts'

const COLUMNS = [
  'id',
  'trace_id',
  'type',
  'name',
  'start_time',
  'end_time',
  'level',
  'status_message',
  'model',
]

export const langfuse: Preset = {
  name: 'Langfuse',
  recognise(tables) {
    const observations = tableOf(tables, 'observations', COLUMNS)
    const traces = tableOf(tables, 'traces', ['id'])
    if (observations === null || traces === null) return null
    const query = `SELECT o.id, coalesce(o.name, lower(o.type::text)) AS name, o.model, o.start_time, o.end_time,
  CASE WHEN o.end_time IS NULL THEN 'running' WHEN o.level::text = 'ERROR' THEN 'failed' ELSE 'completed' END AS status,
  o.status_message
FROM ${inQuery(observations)} o WHERE o.type::text <> 'EVENT'`
    return {
      version: '2',
      mappings: [
        {
          table: tableName(observations),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'name',
            createdAt: 'start_time',
            completedAt: 'end_time',
            status: 'status',
            model: 'model',
            error: 'status_message',
          },
          statuses: { completed: ['completed'], failed: ['failed'] },
        },
      ],
      owns: tables.filter(({ schema, name }) => schema === observations.schema && OWN.test(name)),
      notes: ['from version 3 on Langfuse keeps observations in ClickHouse, which is not read'],
    }
  },
}

const OWN =
  /^(observations|traces|scores?|score_configs|dataset|prompts|models?|prices|sessions?|trace_sessions|projects?|organi[sz]ation|users?|api_keys|events?|jobs?$|job_|annotation_|membership|_prisma_migrations|posthog_|batch_exports|media|comments|cron_jobs|background_migrations|audit_logs|llm_|eval_|verification_tokens|Account|Session)/
