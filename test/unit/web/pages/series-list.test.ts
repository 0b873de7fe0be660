import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SERIES_A_PAGE, seriesTable } from '../../../../src/web/pages/series-list.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views, details } = await fixture()
const get = (path: string): Promise<string> =>
  withWeb(depsOf(views), async url => (await ask(url + path)).body)

test('series are found by a part of their name or labels, whatever it is', async () => {
  assert.match(await get('series?q=review'), /value="review"/)
  assert.match(await get('series?q=%3Cnothing'), /No series contains <bdi>&lt;nothing<\/bdi>/)
})

test('a table of series has a row each, and says that there are none', async () => {
  const table = (await seriesTable(details, NOW, 'Series')).toString()
  assert.equal((table.match(/<tr role="row"><th scope="row"/g) ?? []).length, details.length)
  assert.match((await seriesTable([], NOW, 'Series')).toString(), /None yet/)
  assert.ok(SERIES_A_PAGE >= 50)
})
