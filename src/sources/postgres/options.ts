// The configuration of a PostgreSQL source: its connection, and what the rows of its tables mean.
import * as z from 'zod'
import { duration, name, timeZone } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { pullBudget, sourceName } from '../source-type.ts'
import { queryFault } from './connection/described-query.ts'
import { isPattern } from './kinds/tasks.ts'

const column = z.string().min(1)
/** Of one column, or of several that identify a row together. */
const identity = z.union([column, z.array(column).min(2).max(8)])
const size = z
  .string()
  .regex(/^[1-9]\d{0,5}(MB|GB|TB)$/, 'is not a size such as 512MB or 4GB')
  .transform(text => Number.parseInt(text, 10) * 1024 ** { M: 2, G: 3, T: 4 }[text.at(-2) as 'M' | 'G' | 'T'])
  .meta({ description: 'a size such as 512MB, 4GB' })
const table = column.describe('Table or view, `table` or `schema.table`.')
const relation = {
  table,
  query: z
    .string()
    .superRefine((text, context) => {
      const fault = queryFault(text)
      if (fault !== null) context.addIssue({ code: 'custom', message: fault })
    })
    .optional()
    .describe('A SELECT of your own, read in place of the table; `table` then only names it.'),
}
const values = z.array(z.string().min(1)).min(1)

const tasks = section({
  ...relation,
  as: z.literal('tasks'),
  columns: section({
    id: identity.describe('What identifies the task: a column, or several as [a, b].'),
    type: column.optional().describe('Becomes the label `task_type`.'),
    created_at: column
      .optional()
      .describe(
        'When it was queued; left out, or the column of `completed_at`, where rows say only when it ended.',
      ),
    completed_at: column.describe('When it ended; empty while it is open.'),
    status: column.optional().describe('Says how it ended.'),
    started_at: column.optional().describe('When work on it began, where that is recorded.'),
    updated_at: column.optional().describe('When the row last changed; lets changes be found by index.'),
    model: column
      .optional()
      .describe('The AI model that worked on it; `metadata.model` reads a key of a JSON column.'),
    variant: column
      .optional()
      .describe('Which version, prompt or flag it was done with: what `slowburn gate` compares.'),
    error: column.optional().describe('Why it failed.'),
  }).describe('Which column means what.'),
  archive: table
    .optional()
    .describe('Table with the same columns to which rows move when they end; it is read as well.'),
  deleted: z
    .enum(['removed', 'completed'])
    .optional()
    .describe(
      'What it means that a row is deleted while it is worked on; seen with `follow: replication` alone. Default removed.',
    ),
  statuses: section({
    completed: values.describe('Statuses of tasks whose work was done.'),
    failed: values.describe('Statuses of tasks whose work failed.'),
    underway: values
      .optional()
      .describe('Statuses of work that goes on, beside the usual ones: their rows may have any times.'),
  })
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
  ...relation,
  as: z.literal('runs'),
  columns: section({
    task_id: column.describe('The task that was run.'),
    finished_at: column.describe('When the run ended.'),
    duration_ms: column.describe('How long it took, in milliseconds.'),
    type: column.optional().describe('Becomes the label `task_type`.'),
    model: column.optional().describe('The AI model that ran it.'),
    variant: column.optional().describe('Which version, prompt or flag it was run with.'),
  }).describe('Which column means what.'),
  of: column.optional().describe('Table of the tasks that the runs belong to.'),
})

const claims = section({
  ...relation,
  as: z.literal('claims'),
  columns: section({
    id: identity.describe('What identifies the claim: a column, or several as [a, b].'),
    claim_type: column.optional().describe('Becomes the label `claim_type`.'),
    model: column.optional().describe('The AI model that made it.'),
    probability: column
      .optional()
      .describe('The probability that the claimant stated, 0 to 1; without it, 1.'),
    propensity: column.optional().describe('Probability, fixed beforehand, with which it is audited.'),
    made_at: column.describe('When it was made.'),
    verified_at: column.describe('When it was verified; empty until then.'),
    outcome: column.describe('Whether it proved true: a boolean, or a text named under `outcomes`.'),
    verifier: column.optional().describe('Who verified it: human, test, model or self.'),
    audited: column.optional().describe('Whether it was verified because it was drawn at random.'),
  }).describe('Which column means what.'),
  outcomes: section({
    verified: values.describe('Values of claims that proved true.'),
    refuted: values.describe('Values of claims that did not.'),
  })
    .optional()
    .describe('Values of a textual outcome.'),
  verifier: z
    .enum(['human', 'test', 'model', 'self'])
    .optional()
    .describe('Who verifies, where no column says so.'),
})

const roi = section({
  ...relation,
  as: z.literal('roi'),
  columns: section({
    id: identity.describe('What identifies the investment: a column, or several as [a, b].'),
    spent_at: column.describe('When the money was spent.'),
    projected: column.describe('What it is expected to bring.'),
    realised_at: column.describe('When its value was realised; empty until then.'),
    realised: column.describe('What it brought.'),
    written_off_at: column.optional().describe('When it was given up.'),
    category: column.optional().describe('Becomes the label `category`.'),
    currency: column.optional().describe('Currency of both amounts.'),
  }).describe('Which column means what.'),
})

const releases = section({
  ...relation,
  as: z.literal('releases'),
  columns: section({
    id: identity.describe('What identifies the release: a column, or several as [a, b].'),
    at: column.describe('When the version took over; empty while it is under way.'),
    version: column.describe('What took over.'),
    component: column.optional().describe('What was released; without it, the whole platform.'),
    environment: column.optional().describe('Where it was released, such as production.'),
  }).describe('Which column means what.'),
})

const observations = section({
  ...relation,
  as: z.literal('observations'),
  observation: name.describe('Name of the gauge.'),
  columns: section({
    id: identity.describe('What identifies the reading: a column, or several as [a, b].'),
    at: column.describe('When it was read.'),
    value: column.optional().describe('The number; without it each row counts 1.'),
  }).describe('Which column means what.'),
})

const NO_TABLES = 'is empty: say of at least one table what its rows mean, as slowburn init proposes it'

export const postgresOptions = section({
  name: sourceName,
  type: z.literal('postgres').describe('Tables of a PostgreSQL database; what an entry without a type is.'),
  url: secret(
    z.string().regex(/^postgres(ql)?:\/\//, 'is not a URL like postgres://user:password@host:5432/database'),
  ).describe('Connection URL; put secrets in the environment.'),
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
  zone: timeZone
    .optional()
    .describe(
      'Zone in which the platform writes times that name none (columns of type `timestamp` and `date`). Left out they are taken as UTC, and that is reported until it is said.',
    ),
  now: z.enum(['database', 'slowburn']).optional().describe('Whose clock the rows follow. Default database.'),
  follow: z
    .enum(['polling', 'replication'])
    .optional()
    .describe(
      '`replication` also reads changes from the log of the server, deletions among them. Default polling.',
    ),
  slot: z
    .string()
    .regex(/^[a-z0-9_]{1,63}$/, 'use small letters, digits and underscore, 63 at most')
    .optional()
    .describe('Name of the replication slot. Default `slowburn_` and the name of the source.'),
  publication: z
    .string()
    .min(1)
    .max(63)
    .optional()
    .describe('Name of the publication. Default `slowburn_` and the name of the source.'),
  slot_wal: size
    .optional()
    .describe('How much of its log the server may hold back for the slot before it is dropped. Default 1GB.'),
  server_limit: z
    .enum(['required', 'waived'])
    .optional()
    .describe('Whether `max_slot_wal_keep_size` must be set for a slot to be made. Default required.'),
  tables: z
    .array(z.discriminatedUnion('as', [tasks, runs, claims, roi, releases, observations]), {
      error: ({ input }) => (input === null ? NO_TABLES : undefined),
    })
    .min(1, NO_TABLES)
    .describe('Which tables matter, and what their rows mean.'),
})
