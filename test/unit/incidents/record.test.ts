import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Incident, isOpen, type Member } from '../../../src/incidents/incident.ts'
import { closed, recorded } from '../../../src/incidents/record.ts'

const member = (change: string, series: number): Member => {
  return { change, series, raisedAt: 0, clearedAt: null, onset: { value: 0, lower: 0, upper: 0 }, odds: null }
}
const incident = (id: string, members: readonly Member[]): Incident => {
  return {
    id,
    nature: 'change',
    openedAt: 0,
    closedAt: null,
    mergedInto: null,
    members,
    explanation: null,
    events: [],
  }
}
const [a, b, c] = [member('a', 1), member('b', 2), member('c', 3)]

describe('the record of an incident', () => {
  test('begins with its opening', () => {
    assert.deepEqual(recorded(null, incident('x', [a]), [], 5).events, [
      { at: 5, what: 'opened', series: [1], other: null },
    ])
  })

  test('of one that left another names it', () => {
    const from = incident('y', [b, a])
    assert.equal(recorded(null, incident('x', [a]), [from], 5).events[0]?.other, 'y')
  })

  test('says who joined, who left, and that another is the root', () => {
    const before = recorded(null, incident('x', [a, b]), [], 1)
    const after = recorded(before, incident('x', [c, a]), [before], 2)
    assert.deepEqual(
      after.events.slice(1).map(({ what, series }) => [what, series]),
      [
        ['joined', [3]],
        ['left', [2]],
        ['root', [3]],
      ],
    )
  })

  test('says which incident it took in, and that one says where it went', () => {
    const [x, y] = [recorded(null, incident('x', [a]), [], 1), recorded(null, incident('y', [b]), [], 1)]
    const merged = recorded(x, incident('x', [a, b]), [x, y], 2)
    assert.deepEqual(merged.events.at(-1), { at: 2, what: 'merged', series: [2], other: 'y' })
    const gone = closed(y, [merged], 2)
    assert.equal(gone.mergedInto, 'x')
    assert.ok(!isOpen(gone))
  })

  test('where nothing is new stays as it is, and keeps its first entry however long it grows', () => {
    let now = recorded(null, incident('x', [a]), [], 0)
    assert.deepEqual(recorded(now, incident('x', [a]), [now], 1).events, now.events)
    for (let at = 1; at < 300; at++)
      now = recorded(now, incident('x', at % 2 === 0 ? [a] : [a, b]), [now], at)
    assert.equal(now.events.length, 100)
    assert.equal(now.events[0]?.what, 'opened')
    assert.equal(now.events.at(-1)?.at, 299)
  })
})
