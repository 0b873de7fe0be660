import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failureOf, runTask, type TaskEnd } from '../../../src/client/task-run.ts'

function ends(): { ends: TaskEnd[]; onEnd(end: TaskEnd): void } {
  const found: TaskEnd[] = []
  return { ends: found, onEnd: end => void found.push(end) }
}

describe('work that runs as a task', () => {
  test('returns what it returns: a value at once, and its own promise', async () => {
    const { ends: found, onEnd } = ends()
    assert.equal(
      runTask('7', ({ id }) => `result of ${id}`, onEnd),
      'result of 7',
    )
    const promise = Promise.resolve(5)
    assert.equal(
      runTask('8', () => promise, onEnd),
      promise,
    )
    assert.equal(found.length, 1)
    await promise
    assert.deepEqual(found, [
      { usage: {}, failure: null },
      { usage: {}, failure: null },
    ])
  })

  test('throws what it throws, and rejects for its caller alone', async () => {
    const { ends: found, onEnd } = ends()
    const error = new Error('broken')
    const thrown = (): never => {
      throw error
    }
    assert.throws(() => runTask('7', thrown, onEnd), error)
    await assert.rejects(
      runTask('7', async () => thrown(), onEnd),
      error,
    )
    const end = { usage: {}, failure: { error, isPhantom: false } }
    assert.deepEqual(found, [end, end])
  })

  test('that was done before it failed is a phantom failure', () => {
    const { ends: found, onEnd } = ends()
    assert.throws(() =>
      runTask(
        '7',
        run => {
          run.done()
          throw new Error('column "ai_model" does not exist')
        },
        onEnd,
      ),
    )
    assert.equal(found[0]?.failure?.isPhantom, true)
  })

  test('says what it used, later figures in place of earlier ones; what cannot be read is passed over', () => {
    const { ends: found, onEnd } = ends()
    runTask(
      '7',
      run => {
        run.used({ inputTokens: 10, model: 'm-small' })
        run.used({ inputTokens: 30 })
        run.used({
          get cost(): number {
            throw new Error('not for you')
          },
        })
      },
      onEnd,
    )
    assert.deepEqual(found[0]?.usage, { inputTokens: 30, model: 'm-small' })
  })

  test('hands back what only looks like a promise, without asking for it', () => {
    const query = new Proxy({}, { get: () => assert.fail('the query runs when it is asked for') })
    assert.ok(runTask('7', () => query, ends().onEnd) === query)
  })
})

test('a failure is its message, and its code or name; of whatever was thrown', () => {
  const coded = Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  assert.deepEqual(failureOf(coded), { text: 'gone', type: 'ECONNRESET' })
  assert.deepEqual(failureOf(new RangeError('x')), { text: 'x', type: 'RangeError' })
  assert.deepEqual(failureOf('why'), { text: 'why', type: 'string' })
  assert.deepEqual(failureOf(undefined), { text: 'undefined', type: 'undefined' })
  assert.deepEqual(failureOf({}), { text: 'no message', type: 'Error' })
  const hostile = new Proxy({}, { get: () => assert.fail('not for you') })
  assert.deepEqual(failureOf(hostile), { text: 'no message that can be read', type: 'Error' })
})
