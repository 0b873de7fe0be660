import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { DAY, formatDuration } from '../../../src/core/duration.ts'
import type { Indicator } from '../../../src/indicators/indicator.ts'
import { indicatorNamed, indicators } from '../../../src/indicators/registry.ts'
import {
  claimHistory,
  MONDAY,
  observationHistory,
  roiHistory,
  taskHistory,
} from '../../support/lifecycles.ts'

const HISTORY = {
  task: taskHistory(31, 4000, 10 * DAY),
  roi: roiHistory(32, 400, 10 * DAY),
  claim: claimHistory(33, 6000, 10 * DAY),
  observation: observationHistory(34, 500, 10 * DAY),
}
const FILES = new URL('../../../src/indicators/', import.meta.url)
/** A folder of indicators for each thing that they are about. */
const FOLDERS = ['work/', 'money/', 'trust/', 'pulse/']
const PAGES = new URL('../../../docs/indicators/', import.meta.url)

describe('registry', () => {
  test('every indicator has a file and a page of its name, and every file and page is one', () => {
    const names = indicators.map(fileName).sort()
    const files = FOLDERS.flatMap(folder => readdirSync(new URL(folder, FILES)))
    assert.deepEqual(files.map(file => file.replace('.ts', '')).sort(), names)
    const pages = readdirSync(PAGES).filter(file => file !== 'README.md')
    assert.deepEqual(pages.map(file => file.replace('.md', '')).sort(), names)
  })

  test('finds every indicator by its name, and nothing by another', () => {
    for (const indicator of indicators) assert.equal(indicatorNamed(indicator.name), indicator)
    assert.equal(indicatorNamed('vibes'), null)
    assert.equal(new Set(indicators.map(({ name }) => name)).size, indicators.length)
  })
})

for (const indicator of indicators) {
  describe(indicator.name, () => {
    const { maturity, minimum } = indicator
    const [from, to] = [MONDAY + 6 * DAY, MONDAY + 9 * DAY]
    const whole = { from, to, asOf: to + maturity, lifecycles: HISTORY[indicator.kind] }

    test('has a name and a help text as Prometheus likes them', () => {
      assert.match(indicator.name, /^[a-z]+(_[a-z0-9]+)*$/)
      assert.match(indicator.help, /^[A-Z0-9].{20,120}\.$/)
    })

    test('gives a value inside its interval where there is enough', () => {
      const estimate = indicator.estimate(whole)
      assert.ok(estimate.ok, `n = ${estimate.n}`)
      assert.ok(estimate.lower <= estimate.value && estimate.value <= estimate.upper)
      assert.ok(estimate.n >= minimum)
    })

    test('declines where there is nothing, unless zero is an answer', () => {
      const estimate = indicator.estimate({ ...whole, lifecycles: [] })
      if (minimum === 0) assert.ok(estimate.ok && estimate.value === 0)
      else assert.deepEqual(estimate, { ok: false, reason: 'insufficient', n: 0 })
    })

    test('answers exactly from its minimum on, as lifecycles are added', () => {
      for (let count = 0; count < whole.lifecycles.length; count += 7) {
        const estimate = indicator.estimate({ ...whole, lifecycles: whole.lifecycles.slice(0, count) })
        if (estimate.n < minimum) assert.ok(!estimate.ok)
        else if (indicator.family !== 'positive' || indicator.kind === 'task') assert.ok(estimate.ok)
      }
    })

    test('says the same of a window whatever else it is handed', () => {
      const { moments } = indicator
      const inside = whole.lifecycles.filter(
        one => moments === undefined || moments(one).some(at => at >= from && at < to),
      )
      assert.deepEqual(indicator.estimate({ ...whole, lifecycles: inside }), indicator.estimate(whole))
    })

    test('has a page that states its facts', () => {
      const page = readFileSync(new URL(`${fileName(indicator)}.md`, PAGES), 'utf8')
      assert.ok(page.includes(factsRow(indicator)), `the row\n${factsRow(indicator)}`)
    })
  })
}

function fileName({ name }: Indicator): string {
  return name.replaceAll('_', '-')
}

/** The row of the table that every page opens with: unit, family, good direction, labels, minimum, maturity. */
function factsRow({ name, unit, family, goodDirection, by, minimum, maturity }: Indicator): string {
  const good = goodDirection ?? 'neither'
  const split = by.length === 0 ? 'nothing' : by.map(label => `\`${label}\``).join(', ')
  return `| \`${name}\` | ${unit} | ${family} | ${good} | ${split} | ${minimum} | ${formatDuration(maturity)} |`
}
