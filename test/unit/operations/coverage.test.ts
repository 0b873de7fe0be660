import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Matcher } from '../../../src/alerting/routing/matcher.ts'
import { coverageOf } from '../../../src/operations/coverage.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL } from '../../support/alert-samples.ts'
import { temporaryFolder } from '../../support/folder.ts'

test('a silence covers the alerts that stand and the series that could raise one', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const build = store.series.ensure('roi{task_type="build"}', 'roi', { task_type: 'build' }, 1000)
  store.series.ensure('roi{task_type="review"}', 'roi', { task_type: 'review' }, 1000)
  store.episodes.save(episodeOf(LEVEL, { id: 'a', state: 'firing', rule: 'slower', seriesId: build.id }))
  store.episodes.save(episodeOf(LEVEL, { id: 'b', state: 'resolved', rule: 'slower', seriesId: build.id }))
  const covers = (...matchers: Array<[string, Matcher['op'], string]>) =>
    coverageOf(
      store,
      matchers.map(([name, op, value]) => ({ name, op, value })),
    )
  assert.deepEqual(covers(['task_type', '=', 'build']), { alerts: 1, series: 1 })
  assert.deepEqual(covers(['rule', '=', 'slower']), { alerts: 1, series: 2 })
  assert.deepEqual(covers(['task_type', '=', 'biuld']), { alerts: 0, series: 0 })
})
