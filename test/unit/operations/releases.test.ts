import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import type { NewRelease } from '../../../src/operations/operations.ts'
import { createAnnouncing } from '../../../src/operations/releases.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { NOW, releaseAt } from '../../support/alerts/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

const WORKER: NewRelease = {
  version: '2.9.1',
  at: NOW,
  component: 'worker',
  environment: null,
  note: null,
  by: 'ci',
}

function setup(t: Parameters<typeof temporaryFolder>[0]) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const announcing = createAnnouncing({ store, clock: manualClock(NOW), log: silentLogger, keep: 90 * DAY })
  /** What became of it: `new`, `known`, or why it was refused. */
  const announce = (about: Partial<NewRelease>): string => {
    const outcome = announcing.announce({ ...WORKER, ...about })
    if (!outcome.done) return outcome.why
    return outcome.changed ? 'new' : 'known'
  }
  return { store, announcing, announce }
}

describe('a release that is told', () => {
  test('is kept as an event and by time, with who told it, in one commit', t => {
    const { store, announcing, announce } = setup(t)
    assert.equal(announce({ note: 'asked for by ann@example.org' }), 'new')
    const [release] = announcing.releases(10)
    assert.deepEqual(
      { ...release, id: '' },
      { ...releaseAt(NOW, { note: 'asked for by [email]', source: 'api', by: 'ci' }), id: '' },
    )
    assert.deepEqual(store.history.list(10), [
      {
        at: NOW,
        actor: 'ci',
        action: 'rolled out',
        episodeId: null,
        detail: 'release 2.9.1 of worker at Fri 20 Nov 06:00 UTC: asked for by [email]',
      },
    ])
  })

  test('again within an hour stays one; told much later it was done once more', t => {
    const { store, announce } = setup(t)
    assert.equal(announce({ at: NOW - 3 * HOUR }), 'new')
    assert.equal(announce({ at: NOW - 3 * HOUR }), 'known')
    assert.equal(announce({ at: NOW - 2 * HOUR }), 'known')
    assert.equal(announce({ at: NOW - 2 * HOUR + 1 }), 'new')
    assert.equal(store.history.list(10).length, 2)
    assert.equal(store.releases.list(10).length, 2)
  })

  test('is another one where the component, the environment or the version is another', t => {
    const { announce } = setup(t)
    for (const about of [{}, { component: null }, { environment: 'eu' }, { version: '2.9.2' }]) {
      assert.equal(announce(about), 'new', JSON.stringify(about))
      assert.equal(announce(about), 'known', JSON.stringify(about))
    }
  })

  test('is another one after a rollback: two versions that take turns are four releases', t => {
    const { store, announce } = setup(t)
    for (const [minutes, version] of [
      [-30, 'a'],
      [-20, 'b'],
      [-10, 'a'],
      [0, 'b'],
    ] as const) {
      assert.equal(announce({ version, at: NOW + minutes * MINUTE }), 'new')
    }
    assert.equal(store.releases.list(10).length, 4)
  })

  test('is known where a source has told it already', t => {
    const { store, announce } = setup(t)
    store.releases.add(releaseAt(NOW - MINUTE))
    assert.equal(announce({}), 'known')
    assert.deepEqual(store.history.list(10), [])
  })

  test('of the future or from before what is kept is refused, and nothing is left behind', t => {
    const { store, announce } = setup(t)
    assert.equal(announce({ at: NOW + HOUR }), 'a release cannot lie in the future')
    assert.equal(announce({ at: NOW - 91 * DAY }), 'it is older than what is kept (data.keep)')
    assert.deepEqual([store.releases.list(1), store.history.list(1)], [[], []])
  })
})
