import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY } from '../../../../src/core/duration.ts'
import { chartFigure } from '../../../../src/web/pages/series.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views, details } = await fixture()
const [detail] = details
assert.ok(detail !== undefined)
const get = (path: string): Promise<{ status: number; body: string }> =>
  withWeb(depsOf(views), url => ask(url + path))

describe('the page of a series', () => {
  test('shows its chart, its changes, what it means and its points as a table', async () => {
    const { body } = await get('series/1')
    const order = ['<figure>', 'id="changes"', 'id="meaning"', 'points as a table'].map(part =>
      body.indexOf(part),
    )
    assert.ok(
      order.every((at, index) => at > (order[index - 1] ?? 0)),
      `${order}`,
    )
  })

  test('shows the regimes that looking back found, and what may be another kind', async () => {
    const changed = details.find(({ lookBack }) => lookBack?.found?.changes.length === 1)
    const { body } = await get(`series/${changed?.series.id}`)
    assert.match(body, /Looking back.*2 regimes in \d+ values.*a season of 1d set aside/s)
    assert.match(body, /Stepped up, or rising about <b>/)
  })

  test('says when a slope levelled out, as the command does', async () => {
    const found = detail.lookBack?.found ?? null
    const [change] = found?.changes ?? []
    assert.ok(detail.lookBack !== null && found !== null && change !== undefined)
    const ended = { value: NOW - 3 * DAY, lower: NOW - 4 * DAY, upper: NOW - 2 * DAY }
    const slope = { ...change, kind: 'slope' as const, until: null, ended }
    const lookBack = { ...detail.lookBack, found: { ...found, changes: [slope] } }
    const page = await withWeb(depsOf({ ...views, series: () => ({ ...detail, lookBack }) }), url =>
      ask(`${url}series/1`),
    )
    assert.match(page.body, /90 %: [^<]*<\/span>, ended about <b>/)
  })

  test('does not exist where there is no such series', async () => {
    assert.equal((await get('series/999')).status, 404)
  })
})

describe('the chart of a series', () => {
  test('is there for wide screens and for narrow ones, with what its colours mean', () => {
    const figure = chartFigure(detail.plot, detail.series, NOW).toString()
    for (const part of ['class="chart wide"', 'class="chart narrow"', 'where the change began', 'normal']) {
      assert.ok(figure.includes(part), part)
    }
  })

  test('says where the change began if that is to the left of it', () => {
    const at = (detail.plot.points[0]?.at ?? 0) - 1e9
    const onset = { value: at, lower: at, upper: at }
    assert.match(
      chartFigure({ ...detail.plot, onset }, detail.series, NOW).toString(),
      /before what is shown/,
    )
  })
})
