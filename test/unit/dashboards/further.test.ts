import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assembled } from '../../../dashboards/grafana/board.ts'
import { furtherPanels } from '../../../dashboards/grafana/further.ts'
import { UNSHOWN } from '../../../dashboards/unshown.ts'
import { metrics } from '../../../src/exposition/catalogue.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { type Board, panelsOf } from '../../support/dashboards/boards.ts'
import { faultsOfPanel } from '../../support/dashboards/lint/panels.ts'

test('whatever nobody has given a place has a panel, in its unit, with its labels', () => {
  const panels = furtherPanels('')
  const counts = indicators.filter(({ family }) => family === 'count')
  assert.ok(counts.length > 0)
  assert.equal(
    panels.length,
    indicators.length + counts.length + metrics.length - Object.keys(UNSHOWN).length,
  )
  const board = assembled({ uid: 'toys', title: 'Toys', description: '', rows: [{ title: 'All', panels }] })
  assert.deepEqual(panelsOf(board as unknown as Board).flatMap(faultsOfPanel), [])
})

test('what a board draws has none, and a name that only begins alike is another', () => {
  const [metric] = metrics.filter(({ name }) => name === 'slowburn_series')
  const titles = (drawn: string): unknown[] => furtherPanels(drawn).map(({ panel }) => panel.build().title)
  assert.ok(metric && titles('slowburn_series_info{}').includes('What is series?'))
  assert.ok(!titles('sum(slowburn_series{job=~"$job"})').includes('What is series?'))
})
