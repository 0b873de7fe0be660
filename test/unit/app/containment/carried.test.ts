import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { CARRIED, readCarried, withCarried } from '../../../../src/app/containment/carried.ts'
import type { Interrupted } from '../../../../src/pipeline/interrupted.ts'

const orders: Interrupted = {
  owner: { kind: 'source', name: 'orders' },
  place: '/opt/toy.ts:7',
  at: 1000,
  feeding: { feeds: ['task'], oneAtATime: true },
}
const pager: Interrupted = { owner: { kind: 'notifier', name: 'pager' }, place: 'code of Node.js', at: 2000 }

describe('what a process hands to the one that replaces it', () => {
  test('comes back as it was, beside the rest of the environment', () => {
    const env = withCarried({ PATH: '/bin', GONE: undefined }, [orders, pager])
    assert.equal(env.PATH, '/bin')
    assert.ok(!('GONE' in env))
    assert.deepEqual(readCarried(env), { interrupted: [orders, pager] })
    assert.deepEqual(readCarried({}), { interrupted: [] })
  })

  test('is not believed where somebody else has written it', () => {
    const many = JSON.stringify(Array.from({ length: 9 }, () => pager))
    for (const given of ['', '{', '{}', '[1]', '[{"owner":{"kind":"king","name":"x"}}]', many]) {
      assert.ok('fault' in readCarried({ [CARRIED]: given }), given)
    }
  })

  test('leaves out what a source feeds where that would be very long', () => {
    const feeds = Array.from({ length: 999 }, (_, i) => `a gauge with a long name ${i}`)
    const read = readCarried(withCarried({}, [{ ...orders, feeding: { feeds } }]))
    assert.ok('interrupted' in read)
    assert.equal(read.interrupted[0]?.feeding, undefined)
  })
})
