import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUnderWay } from '../../../../src/app/outgoing/under-way.ts'

test('what is being sent is over once all of it has ended, but for what is lost; then nothing more begins', async () => {
  const underWay = createUnderWay()
  const [one, other] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()]
  const first = underWay.follow('email', one.promise)
  const second = underWay.follow('toy', other.promise)
  const isOver = (lost = ''): boolean => underWay.isOver(name => name === lost)
  assert.ok(!isOver())
  one.resolve('yes')
  assert.equal(await first, 'yes')
  assert.ok(!isOver())
  assert.ok(isOver('toy'))
  other.reject(new Error('no'))
  await assert.rejects(second, /no/)
  assert.ok(isOver())
  assert.ok(underWay.takesMore())
  underWay.close()
  assert.ok(!underWay.takesMore())
})
