import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairOf } from '../../../src/rollouts/pair.ts'

const release = (version: string, at: number, component: string | null = null) => ({
  id: `${version} ${at}`,
  at,
  version,
  component,
  environment: null,
  note: null,
  source: 'api',
  by: null,
})
const ALL = { component: null, environment: null }

test('a rollback goes back to the version before the one that runs, of the same component', () => {
  const releases = [release('w9', 4, 'worker'), release('v2', 3), release('v2', 2), release('v1', 1)]
  assert.deepEqual(pairOf(releases, ALL, 9), { from: 'v2', to: 'v1' })
  assert.equal(pairOf(releases, { ...ALL, component: 'worker' }, 9), null)
  assert.equal(pairOf([], ALL, 9), null)
})

test('what is announced for later does not run yet', () => {
  const releases = [release('v3', 8), release('v2', 3), release('v1', 1)]
  assert.deepEqual(pairOf(releases, ALL, 7), { from: 'v2', to: 'v1' })
})
