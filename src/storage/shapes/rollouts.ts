// What is kept of rollbacks.
import { Type } from 'typebox'
import type { KeptDigest, KeptLook, KeptRehearsal, KeptStep, RehearsalEnd } from '../rollout-store.ts'
import { fieldsOf, moment, named, orNull, type Shape, shape, text } from './shape.ts'

const duration = Type.Number({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })

const step = fieldsOf<KeptStep>({ name: named, ok: Type.Boolean(), seconds: duration, words: text })

const end = fieldsOf<RehearsalEnd>({
  endedAt: moment,
  interrupted: Type.Boolean(),
  before: orNull(named),
  after: orNull(named),
  restore: step,
  invariants: Type.Array(step),
})

const digest = fieldsOf<KeptDigest>({ version: named, digest: named, at: moment, by: text })

const look = fieldsOf<KeptLook>({
  version: named,
  at: moment,
  digest: orNull(named),
  fault: orNull(text),
})

const rehearsal = fieldsOf<KeptRehearsal>({
  id: named,
  from: named,
  to: named,
  by: text,
  begunAt: moment,
  limit: duration,
  end: orNull(end),
})

/** Whatever is among the entries of a ledger. */
export const rolloutEntryShape: Shape = shape(
  Type.Object({
    entry: Type.Union([Type.Object({ digest }), Type.Object({ look }), Type.Object({ rehearsal })]),
  }),
)
