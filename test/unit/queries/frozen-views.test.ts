import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frozenViews } from '../../../src/queries/frozen-views.ts'
import { fixture } from '../../support/web/fixture.ts'

test('a view is answered as before, at once or later, and nothing of an answer can be written', async () => {
  const { views } = await fixture()
  const one = frozenViews(views)
  assert.deepEqual(await one.overview(), await views.overview())
  assert.deepEqual(await one.series(1), await views.series(1))
  assert.equal(await one.series(999_999), null)
  const rows = await one.alerts({ offset: 0, limit: 5 })
  assert.throws(() => Object.assign(rows, { total: 0 }), TypeError)
  assert.throws(() => Object.assign(one, { overview: () => null }), TypeError)
})
