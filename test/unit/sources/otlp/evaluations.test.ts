import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { faultOfEvent } from '../../../../src/events/schema.ts'
import { type Judging, tellLog, tellSpanEvents } from '../../../../src/sources/otlp/evaluations.ts'
import { json } from '../../../../src/sources/otlp/json.ts'
import { otlpOptions } from '../../../../src/sources/otlp/options.ts'
import type { Told } from '../../../../src/sources/otlp/told.ts'
import {
  asJson,
  attributesOf,
  logsRequest,
  nanos,
  type Plain,
  SPAN_ID,
  spanMessage,
  TRACE_ID,
  traceRequest,
} from '../../../support/sources/otlp.ts'

const AT = Date.UTC(2026, 4, 1)

type Attributes = Parameters<typeof attributesOf>[0]

function judging(evaluations: object[] = [], claimed = 1): Judging {
  const given = { name: 'agents', type: 'otlp', token: '0123456789abcdef', evaluations, claimed }
  return { source: 'agents', ...otlpOptions.parse(given) }
}

function tell(attributes: Attributes, more: Plain = {}, by = judging()): Told {
  const record = {
    timeUnixNano: nanos(AT),
    eventName: 'gen_ai.evaluation.result',
    traceId: TRACE_ID,
    spanId: SPAN_ID,
    attributes: attributesOf({ 'gen_ai.evaluation.name': 'Relevance', ...attributes }),
    ...more,
  }
  const [log] = json.logs(asJson(logsRequest([record])))
  assert.ok(log)
  const told = tellLog(log, by)
  for (const event of told.events) assert.equal(faultOfEvent(event), null)
  return told
}

function outcomeOf({ events }: Told): unknown {
  return (events.at(-1)?.data as { outcome?: boolean } | undefined)?.outcome
}

describe('an evaluation', () => {
  test('verifies the claim of the span that it is of, which it makes where nothing was stated', () => {
    const { events } = tell({ 'gen_ai.evaluation.score.label': 'relevant', 'gen_ai.request.model': 'm' })
    const subject = `${TRACE_ID}-${SPAN_ID}:Relevance`
    assert.deepEqual(
      events.map(({ type, at, subject: of, data }) => [type, at, of, data]),
      [
        ['claim.made', AT, subject, { claimType: 'Relevance', probability: 1, model: 'm' }],
        ['claim.verified', AT, subject, { outcome: true, verifier: 'model', audit: false }],
      ],
    )
  })

  test('is good or bad by its label, or by what the configuration says of its score', () => {
    const label = (text: string) => outcomeOf(tell({ 'gen_ai.evaluation.score.label': text }))
    assert.deepEqual(['pass', 'Not Relevant', 'FAIL', 'not-relevant', ' yes '].map(label), [
      true,
      false,
      false,
      false,
      true,
    ])
    const score = (value: number, rule: object) =>
      outcomeOf(
        tell(
          { 'gen_ai.evaluation.score.value': value, 'gen_ai.evaluation.score.label': 'pass' },
          {},
          judging([{ name: 'Relevance', ...rule }]),
        ),
      )
    assert.deepEqual([score(3, { at_least: 4 }), score(4, { at_least: 4 })], [false, true])
    assert.deepEqual([score(0.2, { at_most: 0.5 }), score(0.6, { at_most: 0.5 })], [true, false])
    assert.equal(score(0, { by: 'human' }), true, 'a rule without a bound leaves it to the label')
  })

  test('that nobody can read is refused as unclear, with what to do', () => {
    for (const given of [
      { 'gen_ai.evaluation.score.value': 1 },
      { 'gen_ai.evaluation.score.label': 'medium' },
      {},
    ]) {
      const { events, reason, fault } = tell(given)
      assert.deepEqual([events, reason], [[], 'unclear'])
      assert.match(fault ?? '', /Relevance: .*at_least or at_most under `evaluations`/)
    }
  })

  test('says who verified, and with which probability it was claimed', () => {
    const told = tell(
      {
        'gen_ai.evaluation.score.label': 'pass',
        'slowburn.verifier': 'human',
        'slowburn.claim.probability': 0.7,
      },
      {},
      judging([], 0.5),
    )
    const [made, verified] = told.events.map(
      ({ data }) => data as { probability?: number; verifier?: string },
    )
    assert.deepEqual([made?.probability, verified?.verifier], [0.7, 'human'])
    const plain = tell(
      { 'gen_ai.evaluation.score.label': 'pass' },
      {},
      judging([{ name: 'Relevance', by: 'test' }], 0.5),
    )
    const [claim, by] = plain.events.map(({ data }) => data as { probability?: number; verifier?: string })
    assert.deepEqual([claim?.probability, by?.verifier], [0.5, 'test'])
  })

  test('may be of a response where no span is known, be named in an attribute, and be an event of a span', () => {
    const pass = { 'gen_ai.evaluation.score.label': 'pass' }
    const response = tell({ ...pass, 'gen_ai.response.id': 'r-1' }, { traceId: '', spanId: '' })
    assert.equal(response.events[0]?.subject, 'response:r-1:Relevance')
    assert.equal(
      outcomeOf(tell({ ...pass, 'event.name': 'gen_ai.evaluation.result' }, { eventName: '' })),
      true,
    )
    const event = {
      name: 'gen_ai.evaluation.result',
      timeUnixNano: nanos(AT),
      attributes: attributesOf({ 'gen_ai.evaluation.name': 'Relevance', ...pass }),
    }
    const [span] = json.spans(
      asJson(traceRequest([spanMessage(AT, {}, { events: [event, { name: 'other' }] })])),
    )
    assert.ok(span)
    const [told, ...others] = tellSpanEvents(span, judging())
    assert.deepEqual(told?.events, tell(pass).events, 'the same said twice is one')
    assert.deepEqual(others, [])
  })

  test('of nothing, without a name or a time, is refused; one that failed itself, and any other record, is passed over', () => {
    const pass = { 'gen_ai.evaluation.score.label': 'pass' }
    assert.match(tell({ ...pass, 'gen_ai.evaluation.name': '' }).fault ?? '', /without a name/)
    assert.match(tell(pass, { spanId: '' }).fault ?? '', /neither a span nor a response/)
    assert.match(tell(pass, { timeUnixNano: '0' }).fault ?? '', /without a time/)
    assert.deepEqual(tell({ 'error.type': 'timeout' }), { events: [] })
    assert.deepEqual(tell({}, { eventName: 'a' }), { events: [] })
    assert.deepEqual(tell({}, { eventName: '' }), { events: [] })
  })
})
