// The vocabulary, written once as JSON Schema: what an event must look like before anything is done with it. The types
// of events (`event.ts`) are derived from it. Each kind of thing that events are about has a file in `vocabulary/`.
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { distinct } from '../core/names/distinct.ts'
import { closed, name } from './fields.ts'
import { files, members } from './vocabulary/members.ts'

type Whole<Part> = (Part extends unknown ? (part: Part) => void : never) extends (whole: infer All) => void
  ? All
  : never

/** What the `data` of each type of event must look like. */
export const payloads = Object.assign({}, ...distinct(members, files, Object.keys)) as Whole<
  (typeof members)[number]
>

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

/**
 * Says what is wrong with a candidate event in a few words (`data.probability must be <= 1`); null if nothing. To find the words
 * takes thirty times as long as to see that something is: left out, where they are not asked for.
 */
export function faultOfEvent(candidate: unknown, inWords = true): string | null {
  if (!envelope.Check(candidate)) return inWords ? describe('', envelope.Errors(candidate)) : NOT_VALID
  const { type, data } = candidate as { type: string; data: unknown }
  const validator = validators.get(type)
  if (validator === undefined) return 'type is not in the vocabulary'
  if (validator.Check(data)) return null
  return inWords ? describe('data', validator.Errors(data)) : NOT_VALID
}

const NOT_VALID = 'is not valid'

/** The last of the faults that a validator found, in a few words; `root` is where the value stands. */
export function describe(
  root: string,
  errors: ReadonlyArray<{ instancePath: string; message: string }>,
): string {
  const first = errors.at(-1)
  const path = `${root}${first?.instancePath.replaceAll('/', '.') ?? ''}`.replace(/^\./, '')
  return `${path === '' ? 'event' : path} ${first?.message ?? NOT_VALID}`
}
