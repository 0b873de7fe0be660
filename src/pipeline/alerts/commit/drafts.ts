// A decision about many thousand alerts, committed in small steps: first everything is put down as a draft, then one commit
// decides on it, then it is carried out. Whoever dies before that commit has decided nothing; after it, the rest is carried
// out by whoever comes next.
import type { HistoryEntry } from '../../../alerting/history.ts'
import type { Revision } from '../../../alerting/revision.ts'
import { revised } from '../../../alerting/revision.ts'
import type { Millis } from '../../../core/clock.ts'
import type { Sliced } from '../../../core/turns/pause.ts'
import type { OwedMessage } from '../../../delivery/outbox/message.ts'
import type { Store } from '../../../storage/store.ts'

/** Rows that are written in one commit: some milliseconds. */
export const AT_ONCE = 200

export interface Drafted {
  revisions: readonly Revision[]
  history: readonly HistoryEntry[]
  messages: readonly OwedMessage[]
}

/** Puts everything down; nothing of it counts yet. */
export function* draft(store: Store, { revisions, history, messages }: Drafted): Sliced<void> {
  for (const some of slices(revisions)) {
    store.relaxed(() => store.drafts.add({ revisions: some, history: [] }))
    yield
  }
  for (const some of slices(history)) {
    store.relaxed(() => store.drafts.add({ revisions: [], history: some }))
    yield
  }
  for (const message of messages) {
    const { about } = message
    const [first = [], ...more] = slices(about ?? [])
    store.relaxed(() =>
      store.drafts.hold(() =>
        store.outbox.add([about === undefined ? message : { ...message, about: first }]),
      ),
    )
    yield
    for (const some of more) {
      store.relaxed(() => store.drafts.about(message.messageId, some))
      yield
    }
  }
}

/** The commit that decides on what was drafted, and what goes with it. */
export function decideOnDrafts(store: Store, now: Millis, beside: () => void): void {
  store.transaction(() => {
    store.series.setMark('alerts:decided', now)
    beside()
  })
}

/** Carries out what was decided on, and drops what was not. Nothing is left to do after it, and nothing is done twice. */
export function* finishDrafts(store: Store): Sliced<void> {
  const { drafts, outbox, series } = store
  const decidedAt = series.mark('alerts:decided') ?? 0
  for (let piece = drafts.first(); piece !== null; piece = drafts.first()) {
    const { number, piece: held } = piece
    store.relaxed(() => {
      if (decidedAt > 0) carryOut(store, held)
      drafts.remove(number)
    })
    yield
  }
  if (decidedAt > 0) {
    // What is withdrawn was not sent yet, and what takes its place cannot be before it is.
    for (const recipient of drafts.recipients()) {
      store.transaction(() => outbox.supersede(recipient, decidedAt))
      yield
    }
    store.transaction(() => {
      drafts.release()
      series.setMark('alerts:decided', 0)
    })
    return
  }
  while (drafts.recipients().length > 0) {
    store.relaxed(() => drafts.drop(AT_ONCE))
    yield
  }
}

function carryOut({ episodes, history }: Store, piece: Pick<Drafted, 'revisions' | 'history'>): void {
  for (const revision of piece.revisions) episodes.save(revised(episodes.get(revision.id), revision))
  for (const entry of piece.history) history.add(entry)
}

function* slices<T>(items: readonly T[]): Generator<T[]> {
  for (let from = 0; from < items.length; from += AT_ONCE) yield items.slice(from, from + AT_ONCE)
}
