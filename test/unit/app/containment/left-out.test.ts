import assert from 'node:assert/strict'
import { appendFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { leftOutIn } from '../../../../src/app/containment/left-out.ts'
import type { Interrupted } from '../../../../src/pipeline/faults/interrupted.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'

const orders: Interrupted = {
  owner: { kind: 'source', name: 'orders' },
  place: '/opt/toy.ts:7',
  at: 1000,
  feeding: { feeds: ['task'], oneAtATime: true },
}
const pager: Interrupted = { owner: { kind: 'notifier', name: 'pager' }, place: 'code of Node.js', at: 2000 }

describe('what a process leaves to the one after it', () => {
  test('comes back as it was, however many there are, until a good end', t => {
    const folder = temporaryFolder(t)
    const { log, lines } = linesOf()
    const leftOut = leftOutIn(folder, log)
    assert.deepEqual(leftOut.before(), [])
    const more = Array.from({ length: 40 }, (_, i) => ({
      ...pager,
      owner: { kind: 'notifier', name: `n${i}` } as const,
    }))
    for (const one of [orders, pager, ...more]) assert.equal(leftOut.add(one), null)
    assert.deepEqual(leftOutIn(folder, log).before(), [orders, pager, ...more])
    assert.equal(statSync(leftOut.file).mode & 0o077, 0)
    leftOut.clear()
    leftOut.clear()
    assert.deepEqual(leftOutIn(folder, log).before(), [])
    assert.deepEqual(lines, [])
  })

  test('says that somebody stood still of whom nobody knew, which is no fault of the file', t => {
    const folder = temporaryFolder(t)
    const { log, lines } = linesOf()
    const leftOut = leftOutIn(folder, log)
    assert.equal(leftOut.wasOfNobody(), false)
    leftOut.add(pager)
    assert.equal(leftOut.wasOfNobody(), false)
    assert.equal(leftOut.addNobody(1764374400000), null)
    assert.equal(leftOut.wasOfNobody(), true)
    assert.deepEqual(leftOut.before(), [pager])
    assert.deepEqual(lines, [])
  })

  test('is not believed where somebody else has written it, or a crash has torn it, line by line', t => {
    const folder = temporaryFolder(t)
    const { log, lines } = linesOf()
    const leftOut = leftOutIn(folder, log)
    const torn = ['{', '{}', '[1]', '{"owner":{"kind":"king","name":"x"},"place":"x","at":1}']
    appendFileSync(leftOut.file, `${torn.join('\n')}\n`)
    leftOut.add(pager)
    assert.deepEqual(leftOut.before(), [pager])
    assert.equal(lines.length, 4)
    assert.match(lines[3] ?? '', /cannot be read and is asked again file=\S+left-out\.jsonl line=4/)
  })

  test('says why where it cannot be kept', t => {
    const { log } = linesOf()
    assert.match(leftOutIn(join(temporaryFolder(t), 'gone'), log).add(orders) ?? '', /ENOENT/)
  })
})
