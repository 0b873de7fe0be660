// What a piece of a decision holds until it is carried out: changes of episodes, and lines of the history.
import { Type } from 'typebox'
import type { HistoryEntry } from '../../alerting/history.ts'
import { count, fieldsOf, moment, named, orNull, type Shape, shape, text } from './shape.ts'

const revision = Type.Object({
  id: named,
  set: Type.Partial(Type.Object({ id: named, state: text, sequence: count, notified: Type.Object({}) })),
  unset: Type.Array(text),
  was: Type.Object({}),
})

const history = fieldsOf<HistoryEntry>({
  at: moment,
  actor: text,
  action: text,
  episodeId: orNull(text),
  detail: text,
})

export const draftShape: Shape = shape(
  Type.Object({ revisions: Type.Array(revision), history: Type.Array(history) }),
)
