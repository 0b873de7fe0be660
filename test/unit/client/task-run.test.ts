import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { failureOf, runTask, type TaskEnd } from '../../../src/client/task-run.ts'

function ends(): { ends: TaskEnd[]; onEnd(end: TaskEnd): void } {
  const found: TaskEnd[] = []
  return { ends: found, onEnd: end => void found.push(end) }
}

/** As Knex and Drizzle make them: each call of its `then` runs it. */
function lazyQuery<T>(run: () => Promise<T>): PromiseLike<T> {
  const then: PromiseLike<T>['then'] = (kept, failed) => run().then(kept, failed)
  return new Proxy({} as PromiseLike<T>, { get: (_, name) => (name === 'then' ? then : undefined) })
}

function withThen(of: object, then: unknown): object {
  return new Proxy(of, { get: (all, name) => (name === 'then' ? then : Reflect.get(all, name)) })
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

  test('hands back what cannot be asked whether it is a promise', () => {
    const query = new Proxy({}, { get: () => assert.fail('not for you') })
    assert.ok(runTask('7', () => query, ends().onEnd) === query)
  })

  test('hands back whatever else it returns: what was revoked, what throws when it is asked, what cannot be listened to', () => {
    const revoked = Proxy.revocable({}, {})
    revoked.revoke()
    const refuse = (): never => assert.fail('not for you')
    const twice = (kept: () => void): never => {
      kept()
      throw new Error('after all')
    }
    const deaf = [refuse, twice].map(then => withThen(Promise.resolve(1), then))
    const species = Object.defineProperty(Promise.resolve(1), 'constructor', { get: refuse })
    const none = Object.freeze(withThen({}, 5))
    for (const result of [revoked.proxy, ...deaf, species, none]) {
      const { ends: found, onEnd } = ends()
      assert.ok(runTask('7', () => result, onEnd) === result)
      assert.deepEqual(found, [{ usage: {}, failure: null }])
    }
    const tagged = Object.defineProperty({}, Symbol.toStringTag, { get: refuse })
    const outcome = runTask('7', () => withThen(tagged, () => {}), ends().onEnd)
    assert.ok(outcome instanceof Promise)
  })

  test('ends when a promise of another realm does, and hands that back', async () => {
    const { ends: found, onEnd } = ends()
    const foreign = runInNewContext(
      'new Promise((_, reject) => setTimeout(() => reject(new Error("no")), 5))',
      {
        setTimeout,
      },
    ) as Promise<never>
    assert.equal(
      runTask('7', () => foreign, onEnd),
      foreign,
    )
    assert.equal(found.length, 0)
    await assert.rejects(foreign)
    assert.match(String(found[0]?.failure?.error), /no/)
  })

  test('ends when a query that runs as it is awaited does, and has it run once', async () => {
    for (const isFailing of [false, true]) {
      const { ends: found, onEnd } = ends()
      const runs: string[] = []
      const query = lazyQuery(async () => {
        runs.push('insert')
        await new Promise(resolve => setTimeout(resolve, 5))
        if (isFailing) throw new Error('no such table')
        return 3
      })
      const outcome = Promise.resolve(runTask('7', () => query, onEnd))
      assert.equal(found.length, 0, 'it has not ended when it is returned')
      if (isFailing) await assert.rejects(outcome, /no such table/)
      else assert.equal(await outcome, 3)
      assert.deepEqual(
        found.map(({ failure }) => failure !== null),
        [isFailing],
      )
      assert.deepEqual(runs, ['insert'])
    }
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
