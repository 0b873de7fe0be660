// slowburn's own traces, and its metrics pushed by OTLP. Without an endpoint nothing of OpenTelemetry is loaded.
import { systemClock } from '../../core/clock.ts'
import { MINUTE } from '../../core/duration.ts'
import { ConfigError, missingPart } from '../../core/errors.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Telemetry, TelemetryOptions } from './options.ts'

/**
 * Starts tracing and pushing. Sets the global providers of OpenTelemetry, but only where there is an endpoint. Throws ConfigError
 * where there is one and OpenTelemetry is not installed.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const { endpoint } = options
  if (endpoint === null) return off
  const missing = missingPart('OpenTelemetry', '@opentelemetry/sdk-node')
  if (missing !== null) throw new ConfigError([{ path: 'telemetry', ...missing }])
  const { startOtlp } = await import('./otlp.ts')
  return startOtlp({
    headers: {},
    interval: MINUTE,
    log: silentLogger,
    clock: systemClock,
    pushed: () => undefined,
    ...options,
    endpoint,
  })
}

const off: Telemetry = {
  span: async (_name, _attributes, work) => work(),
  traced: () => null,
  shutdown: async () => {},
}
