// The vocabulary as compiled JSON Schema: what an event must look like before anything is done with it.
import { type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { EventType } from './event.ts'

const name = Type.String({ minLength: 1, maxLength: 200 })
const text = Type.String({ maxLength: 2000 })
const probability = Type.Number({ minimum: 0, maximum: 1 })
const closed = { additionalProperties: false }

const task = { taskType: name, model: Type.Optional(name), error: Type.Optional(text) }

const payloads: Record<EventType, TSchema> = {
  'task.queued': Type.Object(task, closed),
  'task.started': Type.Object(task, closed),
  'task.finished': Type.Object(task, closed),
  'task.failed': Type.Object({ ...task, phantom: Type.Boolean() }, closed),
  'claim.made': Type.Object(
    {
      claimType: name,
      model: Type.Optional(name),
      probability,
      propensity: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    },
    closed,
  ),
  'claim.verified': Type.Object(
    {
      outcome: Type.Boolean(),
      verifier: Type.Union([
        Type.Literal('human'),
        Type.Literal('test'),
        Type.Literal('model'),
        Type.Literal('self'),
      ]),
      audit: Type.Boolean(),
    },
    closed,
  ),
  'roi.projected': Type.Object(
    { amount: Type.Number(), currency: Type.Optional(name), category: Type.Optional(name) },
    closed,
  ),
  'roi.realised': Type.Object({ amount: Type.Number(), currency: Type.Optional(name) }, closed),
  'roi.written_off': Type.Object({ amount: Type.Optional(Type.Number()) }, closed),
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
  'gauge.observed': Type.Object({ name, value: Type.Number() }, closed),
}

const envelope = Compile(
  Type.Object(
    {
      id: name,
      at: Type.Integer(),
      source: name,
      subject: name,
      attributes: Type.Record(name, Type.String()),
      type: Type.String(),
      data: Type.Unknown(),
    },
    closed,
  ),
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
