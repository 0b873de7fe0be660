// What prom-client does not know of its counters: since when each is counted, and the trace in which it was counted last.
import type { Millis } from '../../core/clock.ts'
import { type SeriesKey, seriesKey } from '../../core/series-key.ts'
import type { Exemplar, FamilyData, Occasion } from '../family.ts'
import type { LabelSet } from '../labels.ts'

export class CounterFacts {
  readonly #known = new Map<SeriesKey, { created: Millis; exemplar: Exemplar | null }>()

  /** So much was added to a counter; 0: it begins. */
  note(name: string, labels: LabelSet, by: number, { at, trace }: Occasion): void {
    const key = keyOf(name, labels)
    const { created, exemplar } = this.#known.get(key) ?? { created: at, exemplar: null }
    const now = trace === null || by === 0 ? exemplar : { trace, value: by, at }
    this.#known.set(key, { created, exemplar: now })
  }

  /** It is counted since then, by whoever counted before this process. */
  begin(name: string, labels: LabelSet, created: Millis): void {
    this.#known.set(keyOf(name, labels), { created, exemplar: null })
  }

  /** The same family with what is known of its counters. */
  completed(family: FamilyData): FamilyData {
    if (family.type !== 'counter') return family
    const samples = family.samples.map(sample => {
      const found = this.#known.get(keyOf(family.name, sample.labels))
      if (found === undefined) return sample
      const { created, exemplar } = found
      return exemplar === null ? { ...sample, created } : { ...sample, created, exemplar }
    })
    return { ...family, samples }
  }
}

/** The same for labels in another order, as prom-client counts them. */
function keyOf(name: string, { pairs }: LabelSet): SeriesKey {
  return seriesKey(name, Object.fromEntries(pairs))
}
