// The vocabulary, written once as JSON Schema: what an event must look like before anything is done with it. The types
// of events (`event.ts`) are derived from it.
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'

const name = Type.String({ minLength: 1, maxLength: 200 })
const text = Type.String({ maxLength: 2000 })
const probability = Type.Number({ minimum: 0, maximum: 1 })
const closed = { additionalProperties: false }

/** Who or what verified a claim. */
export const verifier = Type.Union([
  Type.Literal('human'),
  Type.Literal('test'),
  Type.Literal('model'),
  Type.Literal('self'),
])

/** `table` is given where one source has several tables of a kind. */
const origin = { table: Type.Optional(name) }

const task = { ...origin, taskType: name, model: Type.Optional(name), error: Type.Optional(text) }

/** What the `data` of each type of event must look like. */
export const payloads = {
  'task.queued': Type.Object(task, closed),
  'task.started': Type.Object(task, closed),
  'task.finished': Type.Object(task, closed),
  /** A phantom failure is one whose work was done: only the recording of it failed. */
  'task.failed': Type.Object({ ...task, phantom: Type.Boolean() }, closed),
  /** Its row is gone from the source, and with it what became of it; so of a claim and of an investment. */
  'task.removed': Type.Object({}, closed),
  /** `propensity`: the probability, fixed before the outcome was known, that this claim is audited. */
  'claim.made': Type.Object(
    {
      ...origin,
      claimType: name,
      model: Type.Optional(name),
      probability,
      propensity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    },
    closed,
  ),
  /** `audit`: it was verified because it was drawn at random, with the propensity of its claim. */
  'claim.verified': Type.Object(
    {
      outcome: Type.Boolean(),
      verifier,
      audit: Type.Boolean(),
    },
    closed,
  ),
  'claim.removed': Type.Object({}, closed),
  'roi.projected': Type.Object(
    { ...origin, amount: Type.Number(), currency: Type.Optional(name), category: Type.Optional(name) },
    closed,
  ),
  'roi.realised': Type.Object({ amount: Type.Number(), currency: Type.Optional(name) }, closed),
  'roi.written_off': Type.Object({ amount: Type.Optional(Type.Number()) }, closed),
  'roi.removed': Type.Object({}, closed),
  /** A version took over; without a component it is that of the whole platform. `by`: who said so. */
  'rollout.changed': Type.Object(
    {
      version: name,
      component: Type.Optional(name),
      environment: Type.Optional(name),
      note: Type.Optional(text),
      by: Type.Optional(name),
    },
    closed,
  ),
  /** Any number the platform already has, or (with value 1) the bare fact that a row was written. */
  'gauge.observed': Type.Object({ name, value: Type.Number() }, closed),
}

/** What every event has beside its `type` and `data`. */
export const envelopeFields = {
  /** Idempotency key: a second event with the same id changes nothing. */
  id: name,
  /** Unix epoch, milliseconds. */
  at: Type.Integer(),
  /** Name of the source that reported it. */
  source: name,
  /** Id of the entity it is about: a task, a claim, an investment. */
  subject: name,
  /** Allow-listed attributes, OpenTelemetry names where they exist, ours begin with `slowburn.`. */
  attributes: Type.Record(name, Type.String()),
}

const envelope = Compile(
  Type.Object({ ...envelopeFields, type: Type.String(), data: Type.Unknown() }, closed),
)

const validators = new Map(Object.entries(payloads).map(([type, schema]) => [type, Compile(schema)] as const))

/** Says what is wrong with a candidate event in a few words (`data.probability must be <= 1`); null if nothing. */
export function faultOfEvent(candidate: unknown): string | null {
  if (!envelope.Check(candidate)) return describe('', envelope.Errors(candidate))
  const { type, data } = candidate as { type: string; data: unknown }
  const validator = validators.get(type)
  if (validator === undefined) return 'type is not in the vocabulary'
  return validator.Check(data) ? null : describe('data', validator.Errors(data))
}

function describe(root: string, errors: ReadonlyArray<{ instancePath: string; message: string }>): string {
  const first = errors.at(-1)
  const path = `${root}${first?.instancePath.replaceAll('/', '.') ?? ''}`.replace(/^\./, '')
  return `${path === '' ? 'event' : path} ${first?.message ?? 'is not valid'}`
}
