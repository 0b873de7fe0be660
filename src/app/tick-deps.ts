// What a tick needs, of the parts of a service.
import { readableOf } from '../config/readable.ts'
import type { EmailSettings } from '../delivery/email/input.ts'
import { createFleet } from '../detection/fleet.ts'
import type { TickDeps } from '../pipeline/tick.ts'
import { alertingOf } from './outgoing/alerting.ts'
import type { Parts } from './parts.ts'

export function tickDepsOf(
  parts: Parts,
  email: EmailSettings,
  { onProgress }: Pick<TickDeps, 'onProgress'>,
): TickDeps {
  const { config, telemetry, charts } = parts
  const { keep, keepFacts, keepHours, keepDays, labelValues } = config.data
  return {
    ...parts,
    settings: readableOf(config),
    fleet: createFleet(),
    alerting: alertingOf(config, email, charts),
    digests: config.digests,
    interval: config.tick,
    keep: { events: keep, facts: keepFacts, hours: keepHours, days: keepDays },
    labelValues,
    onProgress,
    trace: (stage, work) => telemetry.span(`slowburn.${stage}`, { 'slowburn.stage': stage }, work),
    stopwatch: () => performance.now() / 1000,
  }
}
