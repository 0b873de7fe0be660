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

const rest = { type: Type.String(), data: Type.Unknown() }
const envelope = Compile(Type.Object({ ...envelopeFields, ...rest }, closed))
/** Of an event whose attributes are known to be sound. */
const bare = Compile(Type.Object({ ...envelopeFields, attributes: Type.Unknown(), ...rest }, closed))

const compiled = new Map(
  [...new Set(Object.values(payloads))].map(schema => [schema, Compile(schema)] as const),
)
const validators = new Map(Object.entries(payloads).map(([type, schema]) => [type, compiled.get(schema)]))

/**
 * Says what is wrong with a candidate event in a few words (`data.probability must be <= 1`); null if nothing. To find the words
 * takes thirty times as long as to see that something is: left out, where they are not asked for.
 */
export type EventCheck = (candidate: unknown, inWords?: boolean) => string | null

/** Events in a row that share their attributes or their data have them looked at once: nobody may write to them meanwhile. */
export function createEventCheck(): EventCheck {
  let soundAttributes: unknown
  let sound: { data: unknown; by: unknown } = { data: undefined, by: undefined }
  return (candidate, inWords = true) => {
    const known = soundAttributes !== undefined && attributesOf(candidate) === soundAttributes
    if (!(known ? bare : envelope).Check(candidate)) {
      return inWords ? describe('', envelope.Errors(candidate)) : NOT_VALID
    }
    const { type, data, attributes } = candidate as { type: string; data: unknown; attributes: unknown }
    soundAttributes = attributes
    const validator = validators.get(type)
    if (validator === undefined) return 'type is not in the vocabulary'
    if (sound.by === validator && sound.data === data) return null
    if (!validator.Check(data)) return inWords ? describe('data', validator.Errors(data)) : NOT_VALID
    sound = { data, by: validator }
    return null
  }
}

function attributesOf(candidate: unknown): unknown {
  return typeof candidate === 'object' && candidate !== null && 'attributes' in candidate
    ? candidate.attributes
    : undefined
}

/** Of a single one. */
export function faultOfEvent(candidate: unknown): string | null {
  return createEventCheck()(candidate)
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
