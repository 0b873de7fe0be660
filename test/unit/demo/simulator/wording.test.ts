import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomStream } from '../../../../src/core/random.ts'
import { describeTask, ordinaryError, resultOf } from '../../../../src/demo/simulator/wording.ts'
import { TASK_TYPE_NAMES } from '../../../../src/demo/simulator/work.ts'
import { redact } from '../../../../src/events/redact.ts'

test('every type of task has words of its own, many of them, and the same for the same seed', () => {
  const words = TASK_TYPE_NAMES.map(type => {
    const random = randomStream(1, 'words')
    return new Set(Array.from({ length: 200 }, () => describeTask(type, random)))
  })
  for (const some of words) assert.ok(some.size > 20)
  assert.equal(
    new Set(words.flatMap(some => [...some])).size,
    words.reduce((sum, some) => sum + some.size, 0),
  )
  const [one, other] = [randomStream(2, 'same'), randomStream(2, 'same')]
  assert.equal(describeTask('test', one), describeTask('test', other))
})

test('the words hold nothing that would be redacted', () => {
  const random = randomStream(1, 'redact')
  for (let i = 0; i < 200; i++) {
    for (const text of [resultOf('build', random), ordinaryError(random), describeTask('review', random)]) {
      assert.equal(redact(text), text)
    }
  }
})
