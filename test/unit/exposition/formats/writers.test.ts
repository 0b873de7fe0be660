import assert from 'node:assert/strict'
import { test } from 'node:test'
import { atOnce } from '../../../../src/core/turns/pause.ts'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import { END } from '../../../../src/exposition/formats/open-metrics.ts'
import { writeFamily } from '../../../../src/exposition/formats/protobuf.ts'
import { Wire } from '../../../../src/exposition/formats/wire.ts'
import { inPieces, WRITERS, whole } from '../../../../src/exposition/formats/writers.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { readFamilies } from '../../../support/exposition/metric-families.ts'
import { renderOpenMetrics } from '../../../support/exposition/scraped.ts'

const families = ['a', 'b'].map(
  (name): FamilyData => ({
    name,
    help: 'A.',
    type: 'gauge',
    samples: [{ labels: labelSet({}), value: 1 }],
  }),
)

test('OpenMetrics ends with a line that says so, and protobuf with the last family', () => {
  const text = Buffer.concat(atOnce(WRITERS.openMetrics(families.map(inPieces)))).toString()
  assert.equal(text, '# HELP a A.\n# TYPE a gauge\na 1\n# HELP b A.\n# TYPE b gauge\nb 1\n# EOF\n')
  assert.deepEqual(
    readFamilies(Buffer.concat(atOnce(WRITERS.protobuf(families.map(inPieces))))).map(({ name }) => name),
    ['a', 'b'],
  )
})

test('a family of many label sets is written in pieces, between which others have their turn, and is the same', () => {
  const labels = Array.from({ length: 1000 }, (_, i) => labelSet({ of: `${i}` }))
  const one = { bounds: [0.5, 1], cumulative: [1, 2], sum: 70.25, count: 3 }
  const many: FamilyData[] = [
    { name: 'c_total', help: 'C.', type: 'counter', samples: labels.map(of => ({ labels: of, value: 1 })) },
    { name: 'd', help: 'D.', type: 'histogram', histograms: labels.map(of => ({ ...one, labels: of })) },
    { name: 'e', help: 'E.', type: 'histogram', histograms: [] },
  ]
  const wire = new Wire()
  for (const family of many) writeFamily(wire, family)
  const expected = {
    protobuf: wire.take(),
    openMetrics: Buffer.from(many.map(renderOpenMetrics).join('') + END),
  }
  for (const format of ['protobuf', 'openMetrics'] as const) {
    const work = WRITERS[format](many.map(inPieces))
    let turns = 0
    let step = work.next()
    for (; step.done !== true; step = work.next()) turns += 1
    assert.deepEqual(Buffer.concat(step.value), expected[format])
    assert.ok(turns > 30)
  }
})

test('what is read in pieces is the family that it was', () => {
  for (const family of families) assert.deepEqual(atOnce(whole(inPieces(family))), family)
})
