import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Loss, readSections } from '../../../../../src/app/import/alertmanager/section.ts'
import { ConfigError } from '../../../../../src/core/errors.ts'

test('a key that nobody asks for is lost with its line, and so is what is said to be', () => {
  const losses: Loss[] = []
  const root = readSections('a: 1\nb:\n  c: x\n  d: [1, y]\n', losses)
  assert.equal(root.text('a'), '1')
  const inner = root.section('b')
  assert.deepEqual([inner.texts('d'), inner.text('none'), inner.flag('d')], [['1', 'y'], null, null])
  inner.lose('c', 'why')
  inner.end()
  root.end()
  assert.deepEqual(losses, [{ line: 3, where: 'b.c', what: 'why' }])
  readSections('z: 1\n', losses).end()
  assert.deepEqual(losses.at(-1), { line: 1, where: 'z', what: 'has no counterpart' })
})

test('placeholders stay as they are written, and what is no map is refused', () => {
  const losses: Loss[] = []
  assert.equal(readSections('a: ${NAME}\n', losses).text('a'), '${NAME}')
  assert.deepEqual([losses[0]?.where, losses[0]?.line], ['a', 1])
  assert.throws(() => readSections('- 1\n', []), ConfigError)
  assert.throws(() => readSections('a: [', []), ConfigError)
})

test('somebody who cannot be notified is more than a loss, and what was made knows its section', () => {
  const losses: Loss[] = []
  const root = readSections('a:\n  - { b: 1 }\n', losses)
  const [inner] = root.sections('a')
  inner?.cannotNotify('b', 'why')
  assert.deepEqual(losses, [{ line: 2, where: 'a.0.b', what: 'cannot be notified: why', unreached: true }])
  const made = inner?.made({}) ?? {}
  assert.equal(root.originOf(made), inner)
  assert.deepEqual(inner?.place('c'), { line: 2, where: 'a.0.c' })
})
