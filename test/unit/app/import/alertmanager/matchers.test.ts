import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matchersOf } from '../../../../../src/app/import/alertmanager/matchers.ts'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'

const KEYS = { matchers: 'matchers', equal: 'match', regex: 'match_re' }
const of = (text: string, losses: Loss[] = []) => matchersOf(readSections(text, losses), KEYS)

test('the three ways to write matchers come to one', () => {
  assert.deepEqual(of('match: { a: b }\nmatch_re: { c: d.* }\n'), ['a="b"', 'c=~"d.*"'])
  assert.deepEqual(of('matchers: [\'a=b\', \'c=~"d,e"\', \'{f!="g", h!~"i|j"}\']\n'), [
    'a="b"',
    'c=~"d,e"',
    'f!="g"',
    'h!~"i|j"',
  ])
  assert.deepEqual(of('other: 1\n'), [])
})

test('one that cannot be read is lost, and the whole with it', () => {
  const losses: Loss[] = []
  assert.equal(of("matchers: ['a=b', 'a=~\"(\"']\n", losses), null)
  assert.match(losses[0]?.what ?? '', /is not a regular expression/)
})
