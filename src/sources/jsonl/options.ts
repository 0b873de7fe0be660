// The configuration of a source of JSON Lines: which files are followed, and what their lines mean.
import * as z from 'zod'
import { localPath } from '../../core/options/local-path.ts'
import { duration } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { faultsOfMapping, type MappedField } from '../../events/mapped-data.ts'
import { payloads } from '../../events/schema.ts'
import { pullBudget, sourceName } from '../source-type.ts'
import { fixedValue } from './fixed.ts'

const path = z.string().min(1)
const file = localPath(path)
const value = z.union([z.string(), z.number(), z.boolean()])

const event = section({
  type: z
    .enum(Object.keys(payloads) as [string, ...string[]], { error: 'is no type of event' })
    .describe('Type of the event that a line is, as in the reference of events.'),
  when: z
    .record(path, z.union([value, z.array(value).min(1)]))
    .default({})
    .describe(
      'Which lines are one: by path, the value or the values that the field has. All of them must hold.',
    ),
  subject: path
    .optional()
    .describe(
      'Where in a line the id stands of what the event is about, as a path of keys: it joins a start and an end on different lines.',
    ),
  data: z
    .record(z.string().min(1), z.union([path, z.number(), z.boolean()]))
    .default({})
    .describe(
      'What the event says: by field, the path of its value; `=text`, a number and a boolean are taken as they are.',
    ),
})
  // A gauge is fed by its name, which has to be known before a line is read.
  .refine(({ type, data }) => type !== 'gauge.observed' || String(data.name ?? '=').startsWith('='), {
    error: 'a gauge needs its name: add `name: =NAME` to `data`',
  })
  .refine(({ type, subject }) => type === 'gauge.observed' || subject !== undefined, {
    error: 'needs a `subject`: the path of the id of the task, claim or whatever it is about',
  })
  .superRefine(({ type, data }, context) => {
    const mapping = Object.entries(data).map(([field, from]) => [field, mappedBy(from)] as const)
    for (const { field, message } of faultsOfMapping(type, Object.fromEntries(mapping))) {
      context.addIssue({ code: 'custom', path: field === null ? ['data'] : ['data', field], message })
    }
  })

function mappedBy(from: string | number | boolean): MappedField {
  const fixed = fixedValue(from)
  return fixed === undefined ? { fixed: false } : { fixed: true, value: fixed }
}

export const jsonlOptions = section({
  name: sourceName,
  type: z
    .literal('jsonl')
    .describe('Files of JSON Lines are followed: one object a line, also where compressed with gzip.'),
  files: z
    .union([file, z.array(file).min(1)])
    .transform((one): readonly string[] => (Array.isArray(one) ? one : [one]))
    .describe(
      'A file, a folder, or a pattern such as `/var/log/app/*.jsonl*`, or several. Let it match rotated files, too.',
    ),
  at: path
    .default('at')
    .describe(
      'Where in a line the moment stands at which it happened, as a path of keys: ISO 8601, UTC unless it says otherwise; or seconds or milliseconds since 1970.',
    ),
  events: z.array(event).min(1).describe('What lines mean. A line that is none of them is passed over.'),
  lateness: duration
    .prefault('2m')
    .describe('How long after its moment a line may still be written; buckets are closed that much later.'),
  budget: pullBudget,
})

export type JsonlOptions = z.output<typeof jsonlOptions>
export type LineMeaning = JsonlOptions['events'][number]
