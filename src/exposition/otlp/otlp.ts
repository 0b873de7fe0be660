// Tracing and pushing by OTLP over HTTP, with the OpenTelemetry SDK. Loaded only where an endpoint is configured.
import {
  Agent as HttpAgent,
  type AgentOptions as HttpAgentOptions,
  globalAgent as httpAgent,
} from 'node:http'
import { Agent as HttpsAgent, globalAgent as httpsAgent } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import {
  context,
  type DiagLogger,
  DiagLogLevel,
  diag,
  logs,
  metrics,
  propagation,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api'
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics'
import { NodeSDK } from '@opentelemetry/sdk-node'
import type { Millis } from '../../core/clock.ts'
import { messageOf } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { type Answers, createAnswers } from './answers.ts'
import { metricProducer } from './metrics.ts'
import type { Telemetry, TelemetryOptions } from './options.ts'

/**
 * Points of one request, some 250 bytes each before they are compressed: a collector refuses more than 20 MiB, a proxy before it often
 * more than 1 MiB.
 */
const POINTS = 2000
/** Longest that one push may take, retries included. */
const PUSH_TIMEOUT: Millis = 3000
/** Longest that a shutdown waits for the last push. */
const SHUTDOWN_TIMEOUT: Millis = 1800

export function startOtlp(options: Required<TelemetryOptions> & { endpoint: string }): Telemetry {
  const { endpoint, serviceVersion, exposition, clock, interval, log } = options
  const agent = agentFor(endpoint)
  const transport = (path: string): Transport => ({
    url: `${endpoint.replace(/\/+$/, '')}/${path}`,
    headers: { ...options.headers },
    compression: GZIP as Compression,
    timeoutMillis: PUSH_TIMEOUT,
    httpAgentOptions: () => agent,
  })
  const resource = resourceFromAttributes({
    'service.name': 'slowburn',
    'service.version': serviceVersion,
    'service.instance.id': options.instance,
  })
  const answers = createAnswers()
  const limit = Math.min(PUSH_TIMEOUT, interval)
  const reader = new PeriodicExportingMetricReader({
    exporter: new CountedExporter(transport('v1/metrics'), { pushed: options.pushed, answers, limit }),
    maxExportBatchSize: POINTS,
    exportIntervalMillis: interval,
    exportTimeoutMillis: limit,
    metricProducers: [metricProducer(exposition, { clock, version: serviceVersion, resource })],
  })
  diag.setLogger(failureLog(log, answers), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
  const sdk = new NodeSDK({
    resource,
    // Not the detector of the process: its attributes hold the command line, and that may hold a password.
    resourceDetectors: [envDetector],
    traceExporter: new OTLPTraceExporter(transport('v1/traces')),
    metricReaders: [reader],
    logRecordProcessors: [],
    instrumentations: [],
  })
  sdk.start()
  const tracer = trace.getTracer('slowburn', serviceVersion)
  return {
    span: (name, attributes, work) =>
      tracer.startActiveSpan(name, { attributes }, span => within(span, work)),
    traced: () => {
      const span = trace.getActiveSpan()?.spanContext()
      if (span === undefined || (span.traceFlags & TraceFlags.SAMPLED) === 0) return null
      return { traceId: span.traceId, spanId: span.spanId }
    },
    shutdown: async () => {
      const timer = new AbortController()
      const flushed = sdk
        .shutdown()
        .catch(error => log.warn('telemetry was not flushed', { error: messageOf(error) }))
      await Promise.race([
        flushed,
        wait(SHUTDOWN_TIMEOUT, undefined, { signal: timer.signal }).catch(() => {}),
      ])
      timer.abort()
      agent.destroy()
      for (const api of [trace, metrics, logs, propagation, context, diag]) api.disable()
    },
  }
}

async function within<T>(span: Span, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    span.recordException(error instanceof Error ? error : messageOf(error))
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) })
    throw error
  } finally {
    span.end()
  }
}

/** Says of each request what became of it. One that takes too long has failed, though it may be taken later: no further one of its push is sent. */
class CountedExporter extends OTLPMetricExporter {
  readonly #counting: Counting

  constructor(transport: Transport, counting: Counting) {
    super(transport)
    this.#counting = counting
  }

  override export(...[batch, done]: Parameters<OTLPMetricExporter['export']>): void {
    const { pushed, answers, limit } = this.#counting
    const count = once(pushed)
    const late = setTimeout(() => count('failed'), limit).unref()
    super.export(batch, result => {
      clearTimeout(late)
      const isTaken = !answers.refuses()
      count(result.code === ACCEPTED && isTaken ? 'accepted' : 'failed')
      done(result)
    })
  }
}

interface Counting {
  pushed: Required<TelemetryOptions>['pushed']
  answers: Answers
  /** Milliseconds after which the reader gives a request up. */
  limit: Millis
}

function once<T>(say: (what: T) => void): (what: T) => void {
  let isSaid = false
  return what => {
    if (!isSaid) say(what)
    isSaid = true
  }
}

type Transport = NonNullable<ConstructorParameters<typeof OTLPTraceExporter>[0]>
type Compression = NonNullable<Transport['compression']>
/** Words of packages that the exporters use themselves and do not pass on. */
const GZIP: string = 'gzip'
const ACCEPTED = 0

function agentFor(endpoint: string): HttpAgent {
  return endpoint.startsWith('https:')
    ? new HttpsAgent({ keepAlive: true, proxyEnv: proxyEnvOf(httpsAgent) })
    : new HttpAgent({ keepAlive: true, proxyEnv: proxyEnvOf(httpAgent) })
}

type ProxyEnv = HttpAgentOptions['proxyEnv']

/** The proxies of the process are those of its global agent, which is not ours to close. The types do not know what it was made with. */
function proxyEnvOf(agent: HttpAgent & { options?: { proxyEnv?: ProxyEnv } }): ProxyEnv {
  return agent.options?.proxyEnv
}

/** Passes on what OpenTelemetry complains of, once for each new complaint. */
function failureLog(log: Logger, answers: Answers): DiagLogger {
  let last = ''
  const warn = (message: string, ...more: unknown[]): void => {
    answers.complained([message, ...more])
    const error = [message, ...more.map(messageOf)].join(' ').slice(0, 300)
    if (error === last) return
    last = error
    log.warn('telemetry cannot be pushed', { error })
  }
  return { error: warn, warn, info: ignore, debug: ignore, verbose: ignore }
}

function ignore(): void {}
