import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { dashboardFile } from '../../../dashboards/generator.ts'
import { indicatorMetric } from '../../../src/exposition/catalogue.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import {
  committed,
  committedDashboard,
  DASHBOARD_FILE,
  expressionsOf,
  metricNames,
} from '../../support/exposition/dashboard.ts'
import { fullExposition } from '../../support/exposition/exposition.ts'

const dashboard = committedDashboard()
const panels = dashboard.panels.filter(({ type }) => type !== 'row')

describe('the dashboard', () => {
  test('is up to date with its generator', () => {
    assert.equal(
      committed(DASHBOARD_FILE),
      dashboardFile(),
      'run: node dashboards/generator.ts > dashboards/slowburn.json',
    )
  })

  test('names only metrics that are exposed', async () => {
    const families = await fullExposition(indicators, 0).collect()
    const known = new Set(families.map(({ name }) => name))
    const histograms = new Set(families.filter(({ type }) => type === 'histogram').map(({ name }) => name))
    for (const { of, expr } of expressionsOf(dashboard)) {
      const names = metricNames(expr, histograms)
      assert.notEqual(names.length, 0, `${of}: ${expr}`)
      for (const name of names) assert.ok(known.has(name), `${of}: ${name}`)
    }
  })

  test('shows every indicator', () => {
    const all = expressionsOf(dashboard)
      .map(({ expr }) => expr)
      .join('\n')
    for (const indicator of indicators)
      assert.ok(all.includes(`${indicatorMetric(indicator)}{`), indicator.name)
  })

  test('says on every panel what it shows, with a unit', () => {
    for (const { title, description = '', fieldConfig, type } of panels) {
      assert.ok(description.length > 20, title)
      if (type !== 'table') assert.ok(fieldConfig?.defaults.unit !== undefined, title)
    }
  })

  test('takes its data source from the variable alone', () => {
    assert.deepEqual(
      dashboard.templating.list.map(({ name }) => name),
      ['datasource', 'instance', 'task_type', 'claim_type'],
    )
    const sources = [...committed(DASHBOARD_FILE).matchAll(/"uid": "(.*)"/g)].map(match => match[1])
    assert.deepEqual([...new Set(sources)].sort(), ['${datasource}', 'slowburn'])
  })

  test('can be loaded by Grafana 10.0', () => {
    assert.equal(dashboard.schemaVersion, 38)
  })

  test('has panels that do not overlap, within a width of 24', () => {
    const taken = new Map<string, string>()
    for (const { title, gridPos } of dashboard.panels) {
      assert.ok(gridPos.x + gridPos.w <= 24, title)
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          assert.equal(taken.get(`${x} ${y}`), undefined, title)
          taken.set(`${x} ${y}`, title)
        }
      }
    }
  })

  test('gives every panel an id of its own', () => {
    assert.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length)
  })
})
