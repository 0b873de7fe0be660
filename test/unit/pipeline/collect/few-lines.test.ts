import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fewLines } from '../../../../src/pipeline/collect/few-lines.ts'
import { linesOf } from '../../../support/log.ts'

test('much that is alike is ten lines and a count of the rest, each message by itself', () => {
  const { log, lines } = linesOf()
  const few = fewLines(log, 'p')
  for (let i = 0; i < 1000; i++) few.warn('events refused', { first: i })
  few.info('source problem is gone')
  for (let i = 0; i < 12; i++) few.error('out of order')
  few.end()
  few.end()
  assert.equal(lines.filter(line => line.includes('events refused first=')).length, 10)
  assert.match(lines.at(-1) ?? '', /events refused: more of these are left out source=p count=990/)
  assert.equal(lines.length, 10 + 1 + 12 + 1)
})
