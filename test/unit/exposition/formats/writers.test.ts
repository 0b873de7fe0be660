import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FamilyData } from '../../../../src/exposition/family.ts'
import { WRITERS } from '../../../../src/exposition/formats/writers.ts'
import { labelSet } from '../../../../src/exposition/labels.ts'
import { readFamilies } from '../../../support/exposition/metric-families.ts'

const family = (name: string): FamilyData => ({
  name,
  help: 'A.',
  type: 'gauge',
  samples: [{ labels: labelSet({}), value: 1 }],
})

test('what is written in two parts is the same as in one, and has one end', () => {
  for (const make of Object.values(WRITERS)) {
    const [first, rest, all] = [make(), make(), make()]
    first.add(family('a'))
    rest.add(family('b'))
    for (const name of ['a', 'b']) all.add(family(name))
    assert.deepEqual(Buffer.concat([first.take(), rest.end()]), all.end())
  }
})

test('OpenMetrics ends with a line that says so, and protobuf with the last family', () => {
  const [text, protobuf] = [WRITERS.openMetrics(), WRITERS.protobuf()]
  text.add(family('a'))
  protobuf.add(family('a'))
  assert.match(text.end().toString(), /^# HELP a A\.\n# TYPE a gauge\na 1\n# EOF\n$/)
  assert.equal(readFamilies(protobuf.end()).length, 1)
})
