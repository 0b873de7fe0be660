// The history of a store as series that remote write takes, a day at a time: the time never goes back by more than that.
import type { Day } from '../history/files.ts'
import { sampled } from '../history/samples.ts'
import type { WrittenSeries } from './requests.ts'

export function* seriesOf(history: Iterable<Day>): Generator<WrittenSeries> {
  for (const day of history) {
    for (const { family, labels, samples } of sampled(day.spans, day)) {
      const all = [...samples]
      if (all.length > 0) yield { family, labels, samples: all }
    }
  }
}
