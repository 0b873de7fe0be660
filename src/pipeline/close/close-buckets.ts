// Cells -> indicators -> series: every bucket whose time is over and whose facts are in gets its point.
import { watchedIndicator } from '../../indicators/ask.ts'
import { LIFECYCLE_KINDS } from '../../lifecycles/registry.ts'
import { feeds } from '../plan.ts'
import { closeStream } from './close-stream.ts'
import type { CloseDeps } from './deps.ts'

/**
 * Closes what can be closed. Every source has its own measure of completeness, so one that cannot be read holds back
 * only its own series. What was closed is committed in parts; after a kill the next tick goes on from there.
 */
export async function closeBuckets(deps: CloseDeps): Promise<void> {
  for (const kind of LIFECYCLE_KINDS) {
    const planned = deps.plan.indicators
      .filter(({ indicator }) => indicator.kind === kind)
      .map(one => ({ ...one, indicator: watchedIndicator(one.indicator, deps.watchdog) }))
    const feeding = deps.sources.filter(source => feeds(source, kind))
    for (const { name } of feeding) {
      // With a single source its name would say nothing; with several, each has series of its own.
      const stream = { kind, source: name, bySource: feeding.length > 1, planned }
      await deps.watchdog.again(() => closeStream(stream, deps))
    }
  }
}
