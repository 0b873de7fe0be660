// One immutable fact, with an id, a time and attributes: the types that every source speaks, derived from the schema.
import type { Static, TObject } from 'typebox'
import type { envelopeFields, payloads } from './schema.ts'
import type { verifier } from './vocabulary/claim.ts'

export type EventType = keyof typeof payloads

/** What an event of a type says. */
export type EventData<Type extends EventType> = Static<(typeof payloads)[Type]>

export type Envelope = Static<TObject<typeof envelopeFields>>

export type Event = { [Type in EventType]: Envelope & { type: Type; data: EventData<Type> } }[EventType]

export type TaskData = EventData<'task.finished'>
export type VerifierKind = Static<typeof verifier>
