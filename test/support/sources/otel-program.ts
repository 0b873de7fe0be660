// A platform that is instrumented with the SDK of OpenTelemetry and knows nothing of slowburn: where to send, and how, its environment
// says. It does ten pieces of work, two of which fail, has two of them evaluated, counts, and ends.
import { setTimeout as wait } from 'node:timers/promises'
import { context, logs, metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { NodeSDK } from '@opentelemetry/sdk-node'

const sdk = new NodeSDK()
sdk.start()
const tracer = trace.getTracer('platform')
const meter = metrics.getMeter('platform')
const depth = meter.createGauge('queue.depth')
const done = meter.createCounter('jobs.done')

for (let i = 0; i < 5; i++) {
  const agent = tracer.startSpan('invoke_agent planner', {
    kind: SpanKind.INTERNAL,
    attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
  })
  const within = trace.setSpan(context.active(), agent)
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm-large' }
  const chat = tracer.startSpan('chat m-large', { kind: SpanKind.CLIENT, attributes }, within)
  chat.setAttributes({ 'gen_ai.usage.input_tokens': 100 + i, 'gen_ai.usage.output_tokens': 20 })
  if (i < 2) {
    chat.recordException(new Error(`the model is busy, ask ada@example.com`))
    chat.setStatus({ code: SpanStatusCode.ERROR })
  }
  tracer.startSpan('GET /', { kind: SpanKind.SERVER }, within).end()
  chat.end()
  if (i >= 3) {
    logs.getLogger('platform').emit({
      eventName: 'gen_ai.evaluation.result',
      context: trace.setSpan(context.active(), chat),
      attributes: {
        'gen_ai.evaluation.name': 'Relevance',
        'gen_ai.evaluation.score.label': i === 3 ? 'relevant' : 'not_relevant',
      },
    })
  }
  // The parent ends, and is sent, after its children.
  agent.end()
  depth.record(7)
  done.add(3)
  await wait(800)
}
await sdk.shutdown()
