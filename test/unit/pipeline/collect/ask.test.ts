import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ask, askLater } from '../../../../src/pipeline/collect/ask.ts'
import { loadProof, rejectedBy, thrownBy, watchdogOf } from '../../../support/watchdog.ts'

describe('what is asked of a source', () => {
  test('is answered, or throws, as without anybody watching', () => {
    const deps = { watchdog: watchdogOf(), unanswered: new Map<string, string>() }
    assert.equal(
      ask('p', () => 5, deps),
      5,
    )
    const broken = (): never => {
      throw new RangeError('out of order')
    }
    assert.throws(() => ask('p', broken, deps), /^Error: out of order$/)
    assert.equal(deps.unanswered.size, 0)
  })

  test('is interrupted where it loops for ever, and that source alone is not asked again', () => {
    const { watchdog, forever } = loadProof(0.5)
    const deps = { watchdog, unanswered: new Map<string, string>() }
    const thrown = thrownBy(() => ask('p', forever, deps))
    assert.match(String(thrown), /did not return when it was asked/)
    assert.deepEqual([...deps.unanswered.keys()], ['p'])
    assert.throws(() => ask('p', () => 5, deps), /not asked again until slowburn is restarted/)
    assert.equal(
      ask('other', () => 5, deps),
      5,
    )
  })
})

describe('what a source hands back', () => {
  const words = { watchdog: watchdogOf(), unanswered: new Map<string, string>() }

  test('is read where it is watched, now or later', async () => {
    assert.equal(
      await askLater(
        'p',
        async () => ({ n: 5 }),
        ({ n }) => n,
        words,
      ),
      5,
    )
    await assert.rejects(
      askLater(
        'p',
        async () => Promise.reject(new RangeError('out of order')),
        () => 1,
        words,
      ),
      /^Error: out of order$/,
    )
  })

  const hostile = (forever: () => never): Readonly<Record<string, () => unknown>> => ({
    'an error whose message loops': () => {
      throw Object.defineProperty(new Error('x'), 'message', { get: forever })
    },
    'what is no error and loops when it is a text': async () => Promise.reject({ toString: forever }),
    'later, an error whose message loops': async () => {
      throw Object.defineProperty(new Error('x'), 'message', { get: forever })
    },
    'later, an answer that loops when it is read': async () =>
      Object.defineProperty({}, 'n', { get: forever }),
    'an answer with a `then` that loops when it is looked for': () =>
      Object.defineProperty({}, ['th', 'en'].join(''), { get: forever }),
  })
  for (const what of Object.keys(hostile(() => assert.fail()))) {
    test(`${what}: the source is named and not asked again`, async () => {
      const { watchdog, forever } = loadProof(0.3)
      const deps = { watchdog, unanswered: new Map<string, string>() }
      const call = hostile(forever as () => never)[what] as () => { n: number }
      const error = await rejectedBy(async () => await askLater('p', call, ({ n }) => n, deps))
      assert.match(String(error), /did not return when it was asked/)
      assert.deepEqual([...deps.unanswered.keys()], ['p'])
    })
  }
})
