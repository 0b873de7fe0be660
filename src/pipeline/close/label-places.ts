// Gives the places that a label has to its busiest values, from the cells that have come since it was last done.
import type { Millis } from '../../core/clock.ts'
import { tallySize } from '../../indicators/tally.ts'
import type { LifecycleKind } from '../../lifecycles/registry.ts'
import { admitValues, decayed, type LabelValue } from '../../series/admission.ts'
import type { Slice } from '../../series/cells.ts'
import type { Admitted } from '../../series/grouping.ts'
import type { LabelStore } from '../../storage/store.ts'

/** A value that is quieter than this and has no place is not remembered. */
const LEAST_VOLUME = 0.5

export interface LabelPlaces {
  /** Takes the next slice, in time order. */
  add(slice: Slice): void
  /** Who has a place now. */
  end(): Places
}

export interface Places {
  admitted: Admitted
  values: ReadonlyMap<string, LabelValue[]>
  /** Who had a place and has none any more. */
  displaced: Admitted
}

/** `countedUpTo` is where it was last done, null if never; `now` where the slices end; `cap` the places of each label. */
export function givePlaces(
  labels: readonly string[],
  known: (label: string) => LabelValue[],
  { countedUpTo, now, cap }: { countedUpTo: Millis | null; now: Millis; cap: number },
): LabelPlaces {
  const before = new Map(labels.map(label => [label, known(label)] as const))
  const volumes = new Map(
    labels.map(label => {
      const old = (before.get(label) ?? []).map(
        ({ value, volume }) => [value, decayed(volume, now - (countedUpTo ?? now))] as const,
      )
      return [label, new Map<string, number>(old)] as const
    }),
  )
  return {
    add: ({ from, cells }) => {
      if (countedUpTo !== null && from < countedUpTo) return
      for (const { labels: of, tally } of cells) {
        const volume = decayed(tallySize(tally), now - from)
        for (const [label, byValue] of volumes) {
          const value = of[label]
          if (value !== undefined) byValue.set(value, (byValue.get(value) ?? 0) + volume)
        }
      }
    },
    end: () => {
      const values = new Map<string, LabelValue[]>()
      const displaced = new Map<string, ReadonlySet<string>>()
      for (const [label, byValue] of volumes) {
        const had = new Set((before.get(label) ?? []).filter(one => one.admitted).map(({ value }) => value))
        const all = [...byValue].map(([value, volume]) => ({ value, volume, admitted: had.has(value) }))
        const given = admitValues(all, cap)
        values.set(
          label,
          given.filter(({ volume, admitted }) => admitted || volume >= LEAST_VOLUME),
        )
        const has = placesOf(given)
        displaced.set(label, new Set([...had].filter(value => !has.has(value))))
      }
      const admitted = new Map([...values].map(([label, some]) => [label, placesOf(some)] as const))
      return { admitted, values, displaced }
    },
  }
}

function placesOf(values: readonly LabelValue[]): Set<string> {
  return new Set(values.filter(({ admitted }) => admitted).map(({ value }) => value))
}

export function savePlaces(
  store: LabelStore,
  kind: LifecycleKind,
  source: string,
  values: ReadonlyMap<string, LabelValue[]>,
): void {
  for (const [label, some] of values) store.save(kind, source, label, some)
}
