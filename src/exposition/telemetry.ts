// slowburn's own traces, and its metrics pushed by OTLP. Without an endpoint nothing of OpenTelemetry is loaded.
import { type Clock, type Millis, systemClock } from '../core/clock.ts'
import { MINUTE } from '../core/duration.ts'
import { type Logger, silentLogger } from '../core/logger.ts'
import type { Exposition } from './exposition.ts'

export interface Telemetry {
  /** Runs `work` in a span: a child of the span that is running, if any. What `work` throws is recorded and thrown on. */
  span<T>(name: string, attributes: SpanAttributes, work: () => T | Promise<T>): Promise<T>
  /** Sends what is not sent yet. Never throws, and ends within two seconds whether the endpoint answers or not. */
  shutdown(): Promise<void>
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface TelemetryOptions {
  /** Base URL of an OTLP/HTTP receiver; `/v1/traces` and `/v1/metrics` are appended. Null: off. */
  endpoint: string | null
  headers?: Readonly<Record<string, string>>
  serviceVersion: string
  exposition: Pick<Exposition, 'collect'>
  /** Stamps the points that are pushed. Spans are stamped by the machine's clock, and so are points by default. */
  clock?: Clock
  /** Time from one push of metrics to the next. Default one minute. */
  interval?: Millis
  /** Told when a push fails; the same failure again is not repeated. */
  log?: Logger
}

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
