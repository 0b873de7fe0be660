import assert from 'node:assert/strict'
import { test } from 'node:test'
import { panelFor } from '../../../../generate/rules/panels.ts'

const panel = (id: number, ...exprs: string[]) => ({
  id,
  type: 'stat',
  targets: exprs.map(expr => ({ expr })),
})
const BOARD = JSON.stringify({
  uid: 'toys',
  panels: [
    panel(1, 'sum(slowburn_toys{job=~"$job"})', 'slowburn_balls'),
    panel(2, 'slowburn_toys * on (job) slowburn_build_info'),
    {
      id: 3,
      type: 'row',
      panels: [panel(4, 'slowburn_toys_wound'), panel(5, 'slowburn_toys', 'slowburn_kites')],
    },
  ],
})

test('a rule leads to the panel that draws its first metric, in an open row and with little else', () => {
  assert.equal(panelFor('slowburn_toys > 3 and up', [BOARD]), 'd/toys?viewPanel=2')
})

test('one that draws its other metrics too comes before', () => {
  assert.equal(panelFor('slowburn_toys > slowburn_kites', [BOARD]), 'd/toys?viewPanel=5')
})

test('a name that only begins alike is another metric, and a rule that no panel draws is refused', () => {
  assert.equal(panelFor('slowburn_toys_wound == 0', [BOARD]), 'd/toys?viewPanel=4')
  assert.throws(
    () => panelFor('slowburn_dolls', [BOARD]),
    /no panel draws what this rule asks for: slowburn_dolls/,
  )
})
