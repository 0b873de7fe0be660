import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import { WRITERS } from '../../../../src/exposition/formats/writers.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { readFamilies } from '../../../support/exposition/metric-families.ts'

const families = ['a', 'b'].map(
  (name): FamilyData => ({
    name,
    help: 'A.',
    type: 'gauge',
    samples: [{ labels: labelSet({}), value: 1 }],
  }),
)

test('OpenMetrics ends with a line that says so, and protobuf with the last family', () => {
  const text = WRITERS.openMetrics(families).toString()
  assert.equal(text, '# HELP a A.\n# TYPE a gauge\na 1\n# HELP b A.\n# TYPE b gauge\nb 1\n# EOF\n')
  assert.deepEqual(
    readFamilies(WRITERS.protobuf(families)).map(({ name }) => name),
    ['a', 'b'],
  )
})
