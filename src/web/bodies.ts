// What the control API accepts as the body of a request, and how it says what is wrong with one.
import * as z from 'zod'
import { type Matcher, parseMatcher } from '../alerting/routing/matcher.ts'
import { LAST_MOMENT, type Millis } from '../core/clock.ts'
import { duration } from '../core/options/scalars.ts'
import { isStorable, NOT_STORABLE } from '../core/reading/storable.ts'
import type { Actor, NewRelease, NewSilence } from '../operations/operations.ts'

const NAME = 120
const NOTE = 500
const MATCHERS = 20

/** No control characters, no halves of a character, and none that turn the direction of what is read: a name is read in logs, pages and terminals. */
const ONE_LINE = /^[^\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]*$/u

export function line(longest: number) {
  return z.string().trim().max(longest).regex(ONE_LINE, 'must be one line without control characters')
}

const by = line(NAME).min(1, 'must say who does it')
const note = line(NOTE).optional()
const moment = z.iso
  .datetime({ offset: true })
  .transform(text => Date.parse(text))
  .refine(at => at >= 0 && at <= LAST_MOMENT, 'is before 1970 or too far ahead')

const matcher = z.string().transform((text, context): Matcher => {
  const parsed = isStorable(text) ? parseMatcher(text) : NOT_STORABLE
  if (typeof parsed !== 'string') return parsed
  context.addIssue({ code: 'custom', message: parsed })
  return z.NEVER
})

/** `for` says how long, by the clock of slowburn; the other one until when. */
const ONE_END = 'needs either for or an end, not both'

export const actionBody: z.ZodType<Actor> = z.strictObject({ by, note })

export const snoozeBody = z
  .strictObject({ by, note, for: duration.optional(), until: moment.optional() })
  .refine(given => (given.for === undefined) !== (given.until === undefined), ONE_END)

/** Which change has another cause, by its series. */
export const splitBody = z.strictObject({ by, note, series: z.int().positive() })

/** The incident that has the same cause. */
export const mergeBody = z.strictObject({ by, note, other: line(NAME).min(1, 'must name an incident') })

export const silenceBody = z
  .strictObject({
    matchers: z.array(matcher).min(1).max(MATCHERS),
    starts_at: moment.optional(),
    for: duration.optional(),
    ends_at: moment.optional(),
    by,
    comment: line(NOTE).min(1, 'must say why'),
    /** Meant though it covers all there is. */
    everything: z.boolean().default(false),
  })
  .refine(given => (given.for === undefined) !== (given.ends_at === undefined), ONE_END)

export const expiryBody = z.strictObject({ by })

export const rejoinBody = z.strictObject({ by, email: line(254).min(3) })

export const testBody = z.strictObject({ by, to: line(NAME).optional() })

export const releaseBody = z.strictObject({
  version: line(NAME).min(1, 'must name what took over'),
  at: moment.optional(),
  component: line(NAME).min(1, 'must not be empty').optional(),
  environment: line(NAME).min(1, 'must not be empty').optional(),
  note,
  by,
})

export function snoozeEnd(given: z.output<typeof snoozeBody>, now: Millis): Millis {
  return given.until ?? now + (given.for ?? 0)
}

export function newSilence(given: z.output<typeof silenceBody>, now: Millis): NewSilence {
  const startsAt = given.starts_at ?? now
  return {
    matchers: given.matchers,
    startsAt,
    endsAt: given.ends_at ?? startsAt + (given.for ?? 0),
    createdBy: given.by,
    comment: given.comment,
  }
}

export function newRelease(given: z.output<typeof releaseBody>, now: Millis): NewRelease {
  const { version, at = now, component = null, environment = null, note: said = null, by: who } = given
  return { version, at, component, environment, note: said, by: who }
}

/** Every fault in one sentence: `by: must say who does it; for: "x" is not a duration`. */
export function faultsOf({ issues }: z.ZodError): string {
  return issues
    .map(({ path, message }) => `${path.length === 0 ? 'the body' : path.map(String).join('.')}: ${message}`)
    .join('; ')
}
