import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultOfEvent } from '../../../../src/events/schema.ts'
import { WORK } from '../../../../src/sources/otlp/conventions.ts'
import { json } from '../../../../src/sources/otlp/json.ts'
import { otlpOptions } from '../../../../src/sources/otlp/options.ts'
import { tellSpan } from '../../../../src/sources/otlp/spans.ts'
import {
  asJson,
  attributesOf,
  nanos,
  type Plain,
  SPAN_ID,
  spanMessage,
  TRACE_ID,
  traceRequest,
} from '../../../support/sources/otlp.ts'

const AT = Date.UTC(2026, 4, 1)
const SUBJECT = `${TRACE_ID}-${SPAN_ID}`
const CHAT = { 'gen_ai.operation.name': 'chat' }

type Attributes = Parameters<typeof attributesOf>[0]

function tell(attributes: Attributes, more: Plain = {}, resource: Attributes = {}, spans: object[] = []) {
  const [span] = json.spans(asJson(traceRequest([spanMessage(AT, attributes, more)], resource)))
  assert.ok(span)
  const options = otlpOptions.parse({ name: 'agents', type: 'otlp', token: '0123456789abcdef', spans })
  const told = tellSpan(span, 'agents', [...options.spans, ...WORK])
  for (const event of told.events) assert.equal(faultOfEvent(event), null)
  return told
}

function taskTypeOf(attributes: Attributes, more: Plain = {}): string | undefined {
  return (tell(attributes, more).events[0]?.data as { taskType?: string } | undefined)?.taskType
}

describe('a span', () => {
  test('of generative AI is a task with its model, its tokens, and the version that did it', () => {
    const { events } = tell(
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.response.model': 'm-2026',
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.output_tokens': 180,
        'gen_ai.input.messages': 'a secret of somebody',
      },
      {},
      { 'service.name': 'app', 'service.version': '2.1', 'deployment.environment': 'prod' },
    )
    const attributes = {
      'service.version': '2.1',
      'deployment.environment.name': 'prod',
      'gen_ai.request.model': 'm',
      'gen_ai.response.model': 'm-2026',
      'gen_ai.usage.input_tokens': '100',
      'gen_ai.usage.output_tokens': '180',
    }
    const rest = {
      source: 'agents',
      subject: SUBJECT,
      attributes,
      data: { taskType: 'chat', model: 'm-2026' },
    }
    assert.deepEqual(events, [
      { id: `${SUBJECT}:started:agents`, type: 'task.started', at: AT, ...rest },
      { id: `${SUBJECT}:finished:agents`, type: 'task.finished', at: AT + 5000, ...rest },
    ])
  })

  test('is the kind of work that its convention says', () => {
    const consumer = { kind: 5 }
    const cases: [Attributes, Plain, string | undefined][] = [
      [
        { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
        {},
        'invoke_agent planner',
      ],
      [{ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' }, {}, 'execute_tool search'],
      [{ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'search' }, {}, 'execute_tool search'],
      [{ 'gen_ai.request.model': 'm' }, {}, 'gen_ai'],
      [{ 'openinference.span.kind': 'LLM' }, {}, 'LLM'],
      [{ 'traceloop.span.kind': 'workflow', 'traceloop.entity.name': 'joke' }, {}, 'workflow joke'],
      [{ 'ai.operationId': 'ai.generateText' }, {}, 'ai.generateText'],
      [{ 'celery.action': 'run', 'celery.task_name': 'app.add' }, consumer, 'app.add'],
      [{ 'celery.action': 'apply_async', 'celery.task_name': 'app.add' }, { kind: 4 }, undefined],
      [
        { 'bullmq.job.id': '7', 'bullmq.job.name': 'send', 'bullmq.queue.name': 'mail' },
        consumer,
        'send mail',
      ],
      [{ 'bullmq.job.id': '7', 'bullmq.job.name': 'send' }, { kind: 4 }, undefined],
      [{ 'messaging.operation': 'process', 'messaging.sidekiq.job_class': 'Mail' }, consumer, 'Mail'],
      [{ 'messaging.operation.type': 'process', 'messaging.destination.name': 'q' }, consumer, 'process q'],
      [{ 'messaging.operation': 'process', 'messaging.destination': 'q' }, consumer, 'process q'],
      [{ 'messaging.operation.type': 'send', 'messaging.destination.name': 'q' }, { kind: 4 }, undefined],
      [{ 'messaging.operation.type': 'receive', 'messaging.destination.name': 'q' }, consumer, undefined],
      [{ 'cicd.pipeline.name': 'deploy' }, {}, 'deploy'],
      [{ 'job.system': 'quartz', 'code.namespace': 'Job', 'code.function': 'run' }, {}, 'Job run'],
      [{ 'faas.trigger': 'timer' }, {}, 'faas'],
      [{ 'faas.trigger': 'http' }, {}, undefined],
      [{ 'slowburn.task_type': 'mine', 'gen_ai.operation.name': 'chat' }, {}, 'mine'],
      [{ 'http.request.method': 'GET' }, { kind: 2 }, undefined],
    ]
    for (const [attributes, more, taskType] of cases) {
      assert.equal(taskTypeOf(attributes, more), taskType, JSON.stringify(attributes))
    }
    assert.deepEqual(tell({ 'http.request.method': 'GET' }), { events: [], unknown: true })
  })

  test('has failed where its status is an error or its convention says so, in the words that say the most', () => {
    const chat = { 'gen_ai.operation.name': 'chat', 'error.type': '429' }
    const exception = {
      name: 'exception',
      attributes: attributesOf({ 'exception.type': 'RateLimit', 'exception.message': 'slow down' }),
    }
    const endOf = (attributes: Attributes, more: Plain) => {
      const { type, data } = tell(attributes, more).events.at(-1) ?? {}
      return [type, (data as { error?: string } | undefined)?.error]
    }
    assert.deepEqual(endOf(chat, { status: { code: 2 } }), ['task.failed', '429'])
    assert.deepEqual(endOf(chat, { status: { code: 2, message: 'no' } }), ['task.failed', 'no'])
    assert.deepEqual(endOf(chat, { status: { code: 2, message: 'no' }, events: [exception] }), [
      'task.failed',
      'slow down',
    ])
    assert.deepEqual(endOf(chat, { status: { code: 1 } }), ['task.finished', undefined])
    const celery = { 'celery.action': 'run', 'celery.task_name': 'a' }
    assert.deepEqual(endOf({ ...celery, 'celery.state': 'FAILURE' }, {}), ['task.failed', undefined])
    assert.deepEqual(endOf({ ...celery, 'celery.state': 'SUCCESS' }, {}), ['task.finished', undefined])
  })

  test('tells when it was queued and how often it was tried, where it says so', () => {
    const { events } = tell({
      'messaging.operation.type': 'process',
      'messaging.servicebus.message.enqueued_time': AT / 1000 - 60,
      'messaging.servicebus.message.delivery_count': 3,
    })
    assert.deepEqual(
      events.map(({ type, at, attributes }) => [type, at, attributes['slowburn.retries']]),
      [
        ['task.queued', AT - 60_000, '3'],
        ['task.started', AT, '3'],
        ['task.finished', AT + 5000, '3'],
      ],
    )
    const later = tell({ 'slowburn.task_type': 'x', 'slowburn.queued_at': AT + 1 })
    assert.deepEqual(
      later.events.map(({ type }) => type),
      ['task.started', 'task.finished'],
    )
  })

  test('may have attributes that are called as anything', () => {
    const strange = Object.fromEntries(
      Object.getOwnPropertyNames(Object.prototype).map(name => [name, 'x'] as const),
    )
    const { events } = tell({ ...strange, ...CHAT, '': 'x' }, {}, { constructor: 'x' })
    assert.deepEqual(
      events.map(({ attributes }) => attributes),
      [{}, {}],
    )
  })

  test('keeps the first 64 attributes of its own and its resource that are kept at all', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`slowburn.a${i}`, i] as const))
    const { events } = tell(
      { ...CHAT, ...many, 'gen_ai.usage.input_tokens': 7 },
      {},
      { 'service.version': '2' },
    )
    const { attributes = {} } = events[0] ?? {}
    assert.equal(Object.keys(attributes).length, 65, 'and what it was counted to have used')
    assert.deepEqual(
      [attributes['service.version'], attributes['slowburn.a0'], attributes['gen_ai.usage.input_tokens']],
      ['2', '0', '7'],
    )
  })

  test('without an end is a task that is open', () => {
    const { events } = tell({ 'gen_ai.operation.name': 'chat' }, { endTimeUnixNano: '0' })
    assert.deepEqual(
      events.map(({ type }) => type),
      ['task.started'],
    )
  })

  test('is known by its trace and its own id, whatever else is said of it', () => {
    const idsOf = (attributes: Attributes, more: Plain) => tell(attributes, more).events.map(({ id }) => id)
    const [chat, late] = [{ 'gen_ai.operation.name': 'chat' }, { 'gen_ai.operation.name': 'other' }]
    assert.deepEqual(idsOf(chat, {}), idsOf(late, { parentSpanId: '1'.repeat(16), name: 'b' }))
    assert.notDeepEqual(idsOf(chat, {}), idsOf(chat, { spanId: '1'.repeat(16) }))
  })

  test('that cannot be is refused with a reason, where it is work', () => {
    const chat = { 'gen_ai.operation.name': 'chat' }
    const cases: [Plain, RegExp][] = [
      [{ traceId: '' }, /ids are not 16 and 8 bytes/],
      [{ spanId: '00' }, /ids are not 16 and 8 bytes/],
      [{ startTimeUnixNano: '0' }, /without a start/],
      [{ endTimeUnixNano: nanos(AT - 1) }, /ends before it starts/],
    ]
    for (const [more, fault] of cases) {
      const told = tell(chat, more)
      assert.deepEqual(told.events, [])
      assert.match(told.fault ?? '', fault)
    }
    assert.equal(tell({}, { traceId: '' }).fault, undefined)
  })

  test('may be work by what the configuration says, or none', () => {
    const spans = [
      { when: { 'span.name': 'health' }, ignore: true },
      {
        when: { 'workflow.step': true },
        task_type: ['=step', 'workflow.step'],
        failed: { outcome: ['rejected'] },
      },
    ]
    assert.deepEqual(tell({ 'gen_ai.operation.name': 'chat' }, { name: 'health' }, {}, spans), { events: [] })
    const { events } = tell({ 'workflow.step': 'draft', outcome: 'rejected' }, {}, {}, spans)
    assert.deepEqual(
      events.map(({ type, data }) => [type, data]),
      [
        ['task.started', { taskType: 'step draft' }],
        ['task.failed', { taskType: 'step draft', phantom: false }],
      ],
    )
  })

  test('that states a probability makes a claim when it ends', () => {
    const { events } = tell({
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'slowburn.claim.probability': 0.9,
      'slowburn.claim.type': 'Relevance',
    })
    const made = events.at(-1)
    assert.deepEqual(
      [made?.type, made?.at, made?.subject, made?.data],
      [
        'claim.made',
        AT + 5000,
        `${SUBJECT}:Relevance`,
        { claimType: 'Relevance', probability: 0.9, model: 'm' },
      ],
    )
  })
})
