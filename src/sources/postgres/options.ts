// The configuration of a PostgreSQL source: its connection, and what the rows of its tables mean.
import * as z from 'zod'
import { duration, name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { pullBudget, sourceName } from '../source-type.ts'
import { isPattern } from './kinds/tasks.ts'

const column = z.string().min(1)
const table = column.describe('Table or view, `table` or `schema.table`.')
const values = z.array(z.string().min(1)).min(1)

const tasks = section({
  table,
  as: z.literal('tasks'),
  columns: section({
    id: column,
    type: column.optional(),
    created_at: column,
    completed_at: column,
    status: column.optional(),
    started_at: column.optional(),
    updated_at: column.optional(),
    model: column.optional(),
    error: column.optional(),
  }),
  archive: table
    .optional()
    .describe('Table with the same columns to which rows move when they end; it is read as well.'),
  statuses: section({ completed: values, failed: values })
    .optional()
    .describe('Values of the status column that end a task.'),
  phantom: z
    .array(z.string().refine(isPattern, 'is not a regular expression'))
    .optional()
    .describe('Error texts (regular expressions) of tasks whose work was done, only its recording failed.'),
  concurrency: z
    .int()
    .min(1)
    .optional()
    .describe('How many workers take tasks in order. 1 lets run time be reconstructed.'),
})

const runs = section({
  table,
  as: z.literal('runs'),
  columns: section({
    task_id: column,
    finished_at: column,
    duration_ms: column,
    type: column.optional(),
    model: column.optional(),
  }),
  of: column.optional().describe('Table of the tasks that the runs belong to.'),
})

const claims = section({
  table,
  as: z.literal('claims'),
  columns: section({
    id: column,
    claim_type: column.optional(),
    model: column.optional(),
    probability: column.optional(),
    propensity: column.optional(),
    made_at: column,
    verified_at: column,
    outcome: column,
    verifier: column.optional(),
    audited: column.optional(),
  }),
  outcomes: section({ verified: values, refuted: values })
    .optional()
    .describe('Values of a textual outcome.'),
  verifier: z
    .enum(['human', 'test', 'model', 'self'])
    .optional()
    .describe('Who verifies, where no column says so.'),
})

const roi = section({
  table,
  as: z.literal('roi'),
  columns: section({
    id: column,
    spent_at: column,
    projected: column,
    realised_at: column,
    realised: column,
    written_off_at: column.optional(),
    category: column.optional(),
    currency: column.optional(),
  }),
})

const releases = section({
  table,
  as: z.literal('releases'),
  columns: section({
    id: column,
    at: column,
    version: column,
    component: column.optional(),
    environment: column.optional(),
  }),
})

const observations = section({
  table,
  as: z.literal('observations'),
  observation: name.describe('Name of the gauge.'),
  columns: section({ id: column, at: column, value: column.optional() }),
})

export const postgresOptions = section({
  name: sourceName,
  type: z.literal('postgres').describe('Tables of a PostgreSQL database; what an entry without a type is.'),
  url: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'is not a URL like postgres://user:password@host:5432/database')
    .describe('Connection URL; put secrets in the environment.'),
  budget: pullBudget,
  lag: duration.optional().describe('How long after its time a row may become visible. Default 2m.'),
  statement_timeout: duration.optional().describe('Longest time one statement may take. Default 5s.'),
  chunk_rows: z
    .int()
    .min(10)
    .max(100_000)
    .optional()
    .describe('Most rows one statement reads. Default 5000.'),
  backfill: duration.optional().describe('How far back the first start reads. Default 90d.'),
  reconcile_every: duration
    .optional()
    .describe('How often the rows of the last day are compared with those that were read. Default 5m.'),
  reconcile_rows: z
    .int()
    .min(1_000)
    .optional()
    .describe('Most rows of one comparison; older rows are compared once a day. Default 500000.'),
  now: z.enum(['database', 'slowburn']).optional().describe('Whose clock the rows follow. Default database.'),
  tables: z
    .array(z.discriminatedUnion('as', [tasks, runs, claims, roi, releases, observations]))
    .min(1)
    .describe('Which tables matter, and what their rows mean.'),
})
