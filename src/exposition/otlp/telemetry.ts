// slowburn's own traces, and its metrics pushed by OTLP. Without an endpoint nothing of OpenTelemetry is loaded.
import { systemClock } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Telemetry, TelemetryOptions } from './options.ts'

/** Starts tracing and pushing. Sets the global providers of OpenTelemetry, but only where there is an endpoint. */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { endpoint } = options
  if (endpoint === null) return off
  const { startOtlp } = await import('./otlp.ts')
  return startOtlp({
    headers: {},
    interval: MINUTE,
    log: silentLogger,
    clock: systemClock,
    ...options,
    endpoint,
  })
}

const off: Telemetry = {
  span: async (_name, _attributes, work) => work(),
  shutdown: async () => {},
}
