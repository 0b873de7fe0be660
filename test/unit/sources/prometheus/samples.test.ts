import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { faultOfEvent } from '../../../../src/events/schema.ts'
import type { QueryOptions } from '../../../../src/sources/prometheus/options.ts'
import type { Answered } from '../../../../src/sources/prometheus/range.ts'
import { labelsText, type Seen, takeSamples } from '../../../../src/sources/prometheus/samples.ts'

const AT = Date.UTC(2026, 5, 29, 12)

const series = (labels: Record<string, string>, ...texts: string[]): Answered => ({
  labels,
  values: texts.map((text, i) => [AT + i * HOUR, text]),
  histograms: 0,
})

const taking = (
  answered: readonly Answered[],
  query: Partial<QueryOptions> = {},
  { seen = {}, most = 100 }: { seen?: Seen; most?: number } = {},
) => takeSamples(answered, { source: 'm', query: { name: 'q', family: 'real', ...query }, seen, most })

const valuesOf = ({ events }: ReturnType<typeof taking>) =>
  events.map(({ data }) => (data as { labels?: string; value: number }).value)

describe('what a query gave', () => {
  test('is a sample of the last moment of each step, under the same id whenever it is read', () => {
    const given = [series({ __name__: 'x', job: 'api', a: '"q"' }, '0.5', '-2')]
    const { events, refused } = taking(given)
    assert.equal(refused.size, 0)
    assert.deepEqual(events[0], {
      id: events[0]?.id,
      type: 'sample.taken',
      at: AT - 1,
      source: 'm',
      subject: 'q{a="\\"q\\"", job="api"}',
      attributes: {},
      data: { name: 'q', labels: '{a="\\"q\\"", job="api"}', value: 0.5 },
    })
    assert.deepEqual(events.map(faultOfEvent), [null, null])
    assert.deepEqual(taking(given).events, events)
    assert.equal(new Set(events.map(({ id }) => id)).size, 2)
    const other = taking(given, { name: 'r' }).events
    assert.equal(new Set([...events, ...other].map(({ id }) => id)).size, 4)
  })

  test('is no value where it is NaN, and refused where it is none that can be added up', () => {
    const taken = taking([series({}, 'NaN', '+Inf', '-Inf', 'x', '', '1e40', '7')])
    assert.deepEqual(valuesOf(taken), [7])
    assert.deepEqual(
      [...taken.refused],
      [
        ['infinite', 2],
        ['no number', 2],
        ['too large', 1],
      ],
    )
  })

  test('is refused where it is a native histogram', () => {
    const taken = taking([{ labels: {}, values: [], histograms: 3 }])
    assert.deepEqual([...taken.refused], [['a native histogram', 3]])
  })

  test('is held to its family', () => {
    const taken = taking([series({}, '-1', '2.4')], { family: 'count' })
    assert.deepEqual(valuesOf(taken), [2])
    assert.deepEqual([...taken.refused], [['negative, and the family is count', 1]])
    assert.deepEqual(valuesOf(taking([series({}, '-1', '0')], { family: 'positive' })), [0])
  })

  test('is told apart by the labels that are kept', () => {
    assert.equal(labelsText({ __name__: 'x', b: '1', a: '2' }), '{a="2", b="1"}')
    assert.equal(labelsText({ __name__: 'x', b: '1', a: '2' }, ['b', 'c']), '{b="1"}')
    assert.equal(labelsText({}), '{}')
  })

  test('goes on where one series follows another of the same labels, and is nobody where both are there', () => {
    const [one, two] = [series({ job: 'a', pod: '1' }, '1', '2'), series({ job: 'a', pod: '2' }, '3')]
    const later = {
      ...two,
      values: [
        [AT + HOUR, '9'],
        [AT + 2 * HOUR, '3'],
      ] as Array<[number, string]>,
    }
    const taken = taking([one, later], { labels: ['job'] })
    assert.deepEqual(valuesOf(taken), [1, 3])
    assert.deepEqual([...taken.refused], [['more than one value has its labels and its time', 2]])
  })

  test('is bounded: a series beyond the most is refused until one has been away for a week', () => {
    const [a, b] = [series({ pod: 'a' }, '1'), series({ pod: 'b' }, '2')]
    const first = taking([a], {}, { most: 1 })
    assert.deepEqual(Object.keys(first.seen), ['{pod="a"}'])
    const full = taking([b], {}, { most: 1, seen: first.seen })
    assert.deepEqual([...full.refused], [['more than 1 series within a week', 1]])
    assert.deepEqual(full.seen, first.seen)
    const later = { ...b, values: [[AT + 9 * DAY, '2']] as Array<[number, string]> }
    const free = taking([later], {}, { most: 1, seen: first.seen })
    assert.deepEqual(valuesOf(free), [2])
    assert.deepEqual(Object.keys(free.seen), ['{pod="b"}'])
  })

  test('has labels that an event has room for', () => {
    const taken = taking([series({ a: 'x'.repeat(600) }, '1', '2'), series({ a: 'x'.repeat(480) }, '3')])
    assert.deepEqual(valuesOf(taken), [3])
    assert.deepEqual([...taken.refused], [['its labels are longer than 500 characters', 2]])
    assert.deepEqual(taken.events.map(faultOfEvent), [null])
  })
})
