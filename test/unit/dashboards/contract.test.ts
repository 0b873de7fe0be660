import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UNSHOWN } from '../../../dashboards/unshown.ts'
import { type Board, committedBoards, panelsOf } from '../../support/dashboards/boards.ts'
import { familiesOf, known, METRICS } from '../../support/dashboards/catalogue.ts'
import { Promql } from '../../support/dashboards/promql.ts'

/** Metrics whose samples a panel shows. */
function shownOn(boards: readonly Board[]): ReadonlySet<string> {
  const expressions = boards.flatMap(panelsOf).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  const selectors = expressions.flatMap(expr => new Promql(expr, known).selectors())
  return new Set(selectors.flatMap(familiesOf).map(({ name }) => name))
}

test('every metric of the catalogue is on a panel, or in the list that says why not', () => {
  const shown = shownOn(committedBoards())
  assert.deepEqual(
    METRICS.filter(name => !shown.has(name) && !(name in UNSHOWN)),
    [],
    'put it on a panel, or into dashboards/unshown.ts',
  )
  assert.deepEqual(
    Object.keys(UNSHOWN).filter(name => shown.has(name) || !METRICS.includes(name)),
    [],
    'what is shown, or is no metric, is not to be excused',
  )
})
