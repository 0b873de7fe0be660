// The configuration of a Prometheus as a source: where it is, and which queries are watched.
import * as z from 'zod'
import { HOUR, SECOND } from '../../core/duration.ts'
import { localPath } from '../../core/options/local-path.ts'
import { duration, name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { serverAddress } from '../../core/secrets/server-address.ts'
import { sampleFields } from '../sample-fields.ts'
import { pullBudget, sourceName } from '../source-type.ts'

/** Steps of a history: more are no history of hours, but a copy. */
const MOST_STEPS = 50_000

const series = section({
  name: name.describe('What it is called: on the page, in messages, as the label `name` of its series.'),
  query: z
    .string()
    .min(1)
    .max(5000)
    .describe(
      'PromQL. `$step` in it is the step as a duration, so that `rate(errors_total[$step])` leaves no gap.',
    ),
  ...sampleFields,
  labels: z
    .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.]*$/, 'is no name of a label'))
    .optional()
    .describe('Labels that tell its series apart. Left out: all that the query leaves.'),
})

export const prometheusOptions = section({
  name: sourceName,
  type: z
    .literal('prometheus')
    .describe('Queries of a Prometheus, or of what speaks its HTTP API, are watched as series.'),
  url: secret(z.string().min(1)).describe(
    'Address of the server, with its path. A user and password in it are sent as basic authentication.',
  ),
  token: secret(z.string().regex(/^[\x21-\x7e]+$/, 'is not one word'))
    .optional()
    .describe('Bearer token that the server asks for; put it in the environment.'),
  token_file: localPath(z.string().min(1))
    .optional()
    .describe('File with that token, read at each pull, so that it may be renewed.'),
  tenant: z
    .string()
    .regex(/^[\x21-\x7e]+$/, 'is not one word')
    .optional()
    .describe(
      'Whose numbers are asked for, of a server that keeps those of many (`X-Scope-OrgID` of Mimir and Cortex).',
    ),
  series: z.array(series).min(1).max(100).describe('The queries that are watched.'),
  step: duration
    .refine(ms => ms >= SECOND && HOUR % ms === 0, 'divides no hour: 5m, 15m, 30m, 1h')
    .prefault('15m')
    .describe(
      'How often a query is evaluated. Several values in a bucket count as their mean; with a step of an hour buckets are three hours wide, unless `indicators` names a width.',
    ),
  history: duration.prefault('90d').describe('How far back it is read at first.'),
  lateness: duration
    .prefault('2m')
    .describe(
      'How long after its time a sample may still reach the server; what is younger is not asked for.',
    ),
  freshness: z
    .string()
    .min(1)
    .max(5000)
    .nullable()
    .default('max(timestamp(up))')
    .describe(
      'PromQL of the moment of its latest sample, in seconds since 1970: nothing after it is taken for missing. Null, or a query that never had an answer, leaves it to `lateness`.',
    ),
  most: z
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe('Series that a query may give within a week. Further ones are refused, and named.'),
  budget: pullBudget,
}).superRefine((options, context) => {
  for (const [path, message] of faultsOf(options)) context.addIssue({ code: 'custom', path, message })
})

interface Given {
  url: string
  token?: string | undefined
  tokenFile?: string | undefined
  series: ReadonlyArray<{ name: string }>
  step: number
  history: number
}

type Fault = [path: Array<string | number>, message: string]

function* faultsOf({ url, token, tokenFile, series: all, step, history }: Given): Generator<Fault> {
  const server = serverAddress(url, null)
  const hasToken = token !== undefined || tokenFile !== undefined
  if (server === null) yield [['url'], 'is no address such as http://127.0.0.1:9090']
  if (server?.headers.Authorization !== undefined && hasToken)
    yield [['url'], 'holds a user, and there is a token: only one of them can be shown']
  if (token !== undefined && tokenFile !== undefined)
    yield [['token_file'], 'there is a token beside it: give one of them']
  const names = all.map(one => one.name)
  for (const [place, one] of names.entries())
    if (names.indexOf(one) !== place) yield [['series', place, 'name'], `another query is called ${one}`]
  if (history < step) yield [['history'], 'is shorter than a step']
  if (history / step > MOST_STEPS)
    yield [['history'], `has more than ${MOST_STEPS} steps: make it shorter, or the step longer`]
}

export type PrometheusOptions = z.output<typeof prometheusOptions>
export type QueryOptions = PrometheusOptions['series'][number]
