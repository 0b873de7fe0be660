// Which life of an id a row is. Ids are given out again: after a failover or a restore, by a sequence that was reset, by a platform
// that uses its rows again. What was read of an id is compared with its begin: one that comes back with another begin is another
// subject, `id@begin`, and what was read of the first stays what it was.
import type { Millis } from '../../../../core/clock.ts'
import type { Event } from '../../../../events/event.ts'
import type { KnownSubject, MemoryChange, SourceMemory } from '../../../memory.ts'

/** Of one source. */
export class Lives {
  readonly #memory: SourceMemory
  /** What will be known once the batch that is being filled is committed. */
  readonly #fresh = new Map<string, KnownSubject>()
  /** The begins of later lives, by the name of the subject; those that have changed. */
  readonly #begins = new Map<string, readonly Millis[]>()
  /** Whether any id has come back: most sources have none, and ask for no records. */
  #any: boolean

  constructor(memory: SourceMemory) {
    this.#memory = memory
    this.#any = memory.get(ANY) !== null
  }

  known(event: Event): KnownSubject | null {
    return this.#fresh.get(nameOf(event)) ?? this.#memory.known(event)
  }

  /** What is put behind the id of the row that an event opens, of which so much is known: nothing in its first life. */
  lifeOf(opening: Event, known = this.known(opening)): string {
    const begunAt = known?.begunAt ?? null
    if (begunAt === opening.at || (begunAt === null && !this.#any)) return ''
    const isLater = begunAt !== null || this.#beginsOf(nameOf(opening)).includes(opening.at)
    return isLater ? lifeFrom(opening.at) : ''
  }

  /** The same of an event that opens nothing, at its moment: the life that had begun last. */
  lifeAt(event: Event): string {
    const begunAt = this.#beginsOf(nameOf(event)).filter(begin => begin <= event.at)
    return begunAt.length === 0 ? '' : lifeFrom(Math.max(...begunAt))
  }

  /** That the id of an event, named as in its first life, has come back. */
  note(opening: Event): void {
    const name = nameOf(opening)
    this.#any = true
    this.#begins.set(name, [...this.#beginsOf(name), opening.at].slice(-MOST_LIVES))
  }

  /** Events of one subject that the batch holds; `before`: what was known of it. */
  add(events: readonly Event[], before: KnownSubject | null): void {
    const [first] = events
    if (first === undefined) return
    this.#fresh.set(nameOf(first), events.reduce(after, before ?? NOTHING_KNOWN))
  }

  /** The batch is whole: what it brings is known once it is committed. Returns what is to be kept with it. */
  changes(): MemoryChange[] {
    const records = [...this.#begins].map(([name, begins]) => ({
      key: `${ANY}/${name}`,
      value: new TextEncoder().encode(JSON.stringify(begins)),
    }))
    this.#fresh.clear()
    this.#begins.clear()
    return records.length === 0 ? [] : [{ key: ANY, value: new Uint8Array(1) }, ...records]
  }

  #beginsOf(name: string): readonly Millis[] {
    if (!this.#any) return []
    const known = this.#begins.get(name)
    if (known !== undefined) return known
    const record = this.#memory.get(`${ANY}/${name}`)
    return record === null ? [] : readBegins(record)
  }
}

const ANY = 'again'
/** Of one id that are remembered: those before them are found by what is known of each. */
const MOST_LIVES = 100

const NOTHING_KNOWN: KnownSubject = { begunAt: null, endedAt: null, reopenedAt: null, outcome: null }

/** Observations and releases are told apart by their event, whatever they are about. */
function nameOf({ type, id, subject }: Event): string {
  const kind = type.slice(0, type.indexOf('.'))
  return `${kind} ${kind === 'gauge' || kind === 'rollout' ? id : subject}`
}

function lifeFrom(begin: Millis): string {
  return `@${new Date(begin).toISOString()}`
}

/** The life in the name of an entity; nothing in its first. */
export function lifeIn(entity: string | null): string {
  return /@\d{4}-\d\d-\d\dT[\d:.]+Z$/.exec(entity ?? '')?.[0] ?? ''
}

function after(known: KnownSubject, { type, at, data }: Event): KnownSubject {
  switch (type) {
    case 'task.started':
      return known
    case 'task.finished':
      return ended(known, at, 'completed')
    case 'task.failed':
      return ended(known, at, data.phantom ? 'phantom' : 'failed')
    case 'task.reopened':
      return reopened(known, at)
    case 'task.queued':
    case 'claim.made':
    case 'roi.projected':
    case 'gauge.observed':
    case 'rollout.changed':
      return { ...known, begunAt: Math.min(known.begunAt ?? at, at) }
    default:
      return known
  }
}

function reopened(known: KnownSubject, at: Millis): KnownSubject {
  const open = { ...known, reopenedAt: Math.max(known.reopenedAt ?? at, at) }
  return known.endedAt === null || known.endedAt > at ? open : { ...open, endedAt: null, outcome: null }
}

function ended(known: KnownSubject, at: Millis, outcome: string): KnownSubject {
  if (known.reopenedAt !== null) {
    const stands = at > Math.max(known.reopenedAt, known.endedAt ?? 0)
    return stands ? { ...known, endedAt: at, outcome } : known
  }
  return known.endedAt !== null && known.endedAt <= at ? known : { ...known, endedAt: at, outcome }
}

/** None where the record is damaged. */
function readBegins(record: Uint8Array): readonly Millis[] {
  try {
    const begins: unknown = JSON.parse(new TextDecoder().decode(record))
    return Array.isArray(begins) ? begins.filter(begin => Number.isFinite(begin)) : []
  } catch {
    return []
  }
}
