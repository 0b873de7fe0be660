// The configuration of a webhook whose requests are templates of the user's own.
import * as z from 'zod'
import { section } from '../../../core/options/section.ts'
import { secret } from '../../../core/secrets/secret.ts'
import { type Json, placeholderFault } from './placeholders.ts'

const templated = z.string().superRefine((text, context) => {
  const fault = placeholderFault(text)
  if (fault !== null) context.addIssue({ code: 'custom', message: fault })
})

const url = templated.refine(
  text => /^https?:\/\/[^\s{]+/.test(text),
  'is not an http or https URL whose host is written out',
)

/** Any JSON; strings in it may have placeholders. */
const body: z.ZodType<Json> = z.lazy(() =>
  z.union([templated, z.number(), z.boolean(), z.null(), z.array(body), z.record(z.string(), body)]),
)

const resolved = section({
  url: secret(url)
    .optional()
    .describe('Where it is posted that an alert resolved; by default to the same address.'),
  body: body.optional().describe('What is posted when an alert resolved; by default the same body.'),
})

export const templateOptions = section({
  url: secret(url).describe('Where notifications are posted; may be a secret, and have placeholders.'),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'is not a header'), secret(z.string()))
    .default({})
    .describe('Headers of each request, such as Authorization; better taken from the environment.'),
  body: body.describe('What is posted, as JSON; strings in it may have placeholders such as {{title}}.'),
  limit: z
    .int()
    .min(100)
    .optional()
    .describe('Characters that the service takes in one string of the body; {{text}} is cut first.'),
  resolved: resolved.optional().describe('What differs when an alert has resolved.'),
  to: z
    .enum(['people', 'programs'])
    .default('programs')
    .describe('People are sent summaries where many alerts come at once; programs every notification.'),
}).describe('Any service, by a request that you write yourself.')

export type TemplateOptions = z.output<typeof templateOptions>
