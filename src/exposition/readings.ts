// Asks the metrics that read for themselves, once at the end of a tick.
import { messageOf } from '../core/errors.ts'
import type { Logger } from '../core/logger.ts'
import type { Kept, Metric } from './metric.ts'
import type { GaugeSample, Snapshot } from './snapshot.ts'

/** A metric that cannot be read is left out and named in the log; it stops no other. */
export function readingsOf(metrics: readonly Metric[], kept: Kept, log: Logger): Snapshot['readings'] {
  const read: Array<[name: string, samples: readonly GaugeSample[]]> = []
  for (const metric of metrics) {
    if (metric.source !== 'reading') continue
    try {
      read.push([metric.name, metric.read(kept)])
    } catch (error) {
      log.error('a metric cannot be read', { metric: metric.name, error: messageOf(error) })
    }
  }
  return Object.fromEntries(read)
}
