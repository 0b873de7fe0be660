// The configuration of an OTLP source: who may send, which spans are work, which metrics are watched, what an evaluation is worth.
import * as z from 'zod'
import { readAs } from '../../core/options/read.ts'
import { duration, name } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'
import { sampleFields } from '../sample-fields.ts'
import { sourceName } from '../source-type.ts'
import { COMMON } from './conventions.ts'

const attribute = z.string().min(1).max(200)
const plain = z.union([z.string(), z.number(), z.boolean()])
const conditions = z.record(attribute, z.union([plain, z.array(plain).min(1)]))
const first = (otherwise: readonly string[]) => z.array(attribute).default([...otherwise])

const span = section({
  when: conditions.describe(
    'Which spans are this work, by attribute: `true` where there has to be a value, else the value or the values; `span.name` and `span.kind` too. All must hold.',
  ),
  ignore: z.boolean().default(false).describe('They are no work, whatever a convention says of them.'),
  task_type: z
    .array(attribute)
    .default([])
    .describe('Attributes that say what kind of work it is, joined; `=text` is the text itself.'),
  model: first(COMMON.model).describe('Attributes that may name the model; the first that is there stands.'),
  variant: first(COMMON.variant).describe(
    'Attributes that may name the version, prompt or flag it was done with.',
  ),
  queued_at: first(COMMON.queuedAt).describe('Attributes that may say when it was queued.'),
  retries: first(COMMON.retries).describe('Attributes that may say how often it had been tried before.'),
  input_tokens: first(COMMON.inputTokens).describe('Attributes that may count the tokens that went in.'),
  output_tokens: first(COMMON.outputTokens).describe('Attributes that may count the tokens that came out.'),
  error: first(COMMON.error).describe('Attributes that may say what went wrong.'),
  failed: conditions
    .default({})
    .describe('It has failed where any of these holds, as where its status is an error.'),
}).refine(({ ignore, taskType }) => ignore || taskType.length > 0, {
  error: 'needs a `task_type`, or `ignore: true`',
})

const metric = section({
  metric: z.string().min(1).max(255).describe('Name of the metric, as the sender calls it.'),
  name: name
    .optional()
    .describe(
      'What it is called here; left out, as the metric, with an underscore for what a name cannot have.',
    ),
  where: conditions
    .default({})
    .describe('Which of its points are taken, by attribute of the point or of its resource.'),
  labels: z
    .array(attribute)
    .default([])
    .describe(
      'Attributes, of the point or of its resource, that tell its series apart. Left out, it is one series.',
    ),
  ...sampleFields,
})
  .transform(one => ({ ...one, name: one.name ?? one.metric.replace(/[^\w .-]/g, '_').slice(0, 80) }))
  .superRefine(({ name: called }, context) => {
    if (readAs(name, called).success) return
    const message = `it cannot be called ${called}: give it a name that begins with a letter or a digit`
    context.addIssue({ code: 'custom', path: ['name'], message })
  })

const evaluation = section({
  name: z.string().min(1).max(200).describe('Name of the evaluation (`gen_ai.evaluation.name`).'),
  at_least: z.number().optional().describe('A score from here on means that it is true.'),
  at_most: z.number().optional().describe('A score up to here means that it is true.'),
  by: z
    .enum(['human', 'test', 'model', 'self'])
    .default('model')
    .describe('Who evaluates, where the evaluation does not say it.'),
}).refine(({ atLeast, atMost }) => atLeast === undefined || atMost === undefined, {
  error: 'has both at_least and at_most',
})

export const otlpOptions = section({
  name: sourceName,
  type: z
    .literal('otlp')
    .describe('OpenTelemetry sends spans, metrics and logs to slowburn by OTLP over HTTP.'),
  token: secret(z.string().min(16, 'is shorter than 16 characters')).describe(
    'Bearer token that a sender shows; put it in the environment.',
  ),
  spans: z
    .array(span)
    .default([])
    .describe('Which spans are work, before what is known of the conventions is asked.'),
  metrics: z
    .array(metric)
    .max(100)
    .default([])
    .superRefine((all, context) => {
      const names = all.map(one => one.name)
      for (const [place, called] of names.entries())
        if (names.indexOf(called) !== place)
          context.addIssue({
            code: 'custom',
            path: [place, 'name'],
            message: `another metric is called ${called}: give one of them a name`,
          })
    })
    .describe('Metrics that are watched. Any other is passed over.'),
  evaluations: z
    .array(evaluation)
    .default([])
    .describe('What scores mean, of evaluations that have no label that says it.'),
  claimed: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The probability that an operation is taken to claim that is evaluated and states none.'),
  lateness: duration
    .prefault('5m')
    .describe('How long after its end a span may still arrive; buckets are closed that much later.'),
})

export type OtlpOptions = z.output<typeof otlpOptions>
export type MetricOptions = OtlpOptions['metrics'][number]
export type EvaluationOptions = OtlpOptions['evaluations'][number]
