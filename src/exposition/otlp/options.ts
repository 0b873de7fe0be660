// What tracing and pushing are given, and what they give back: the same whether they are on or off.
import type { Clock, Millis } from '../../core/clock.ts'
import type { Logger } from '../../core/logger.ts'
import type { Exposition } from '../exposition.ts'
import type { Trace } from '../family.ts'

export interface Telemetry {
  /** Runs `work` in a span: a child of the span that is running, if any. What `work` throws is recorded and thrown on. */
  span<T>(name: string, attributes: SpanAttributes, work: () => T | Promise<T>): Promise<T>
  /** The span that is running, where its trace is one of those that are kept; null where none is. */
  traced(): Trace | null
  /** Sends what is not sent yet. Never throws, and ends within two seconds whether the endpoint answers or not. */
  shutdown(): Promise<void>
}

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

export interface TelemetryOptions {
  /** Base URL of an OTLP/HTTP receiver; `/v1/traces` and `/v1/metrics` are appended. Null: off. */
  endpoint: string | null
  headers?: Readonly<Record<string, string>>
  serviceVersion: string
  /** Who it is among several, the same after a restart. */
  instance: string
  exposition: Pick<Exposition, 'collect'>
  /** Stamps the points that are pushed. Spans are stamped by the machine's clock, and so are points by default. */
  clock?: Clock
  /** Time from one push of metrics to the next. Default one minute. */
  interval?: Millis
  /** Told of each request with metrics what became of it. */
  pushed?: (outcome: 'accepted' | 'failed') => void
  /** Told when a push fails; the same failure again is not repeated. */
  log?: Logger
}
