import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { catalogue } from '../../../src/exposition/catalogue.ts'
import { metricsReference } from '../../../src/exposition/reference.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { fullExposition } from '../../support/exposition/exposition.ts'
import { committed, committedRules, metricNames } from '../../support/exposition/rules.ts'

describe('the metrics page', () => {
  test('is up to date with the catalogue', () => {
    const page = committed('docs/reference/metrics.md')
    assert.equal(page, metricsReference(), 'run: npm run generate')
  })

  test('lists every metric once', () => {
    const page = metricsReference()
    for (const { name } of catalogue(indicators)) assert.equal(page.split(`| \`${name}\` |`).length, 2, name)
  })
})

describe('the pages on Prometheus, Grafana and OpenTelemetry, and the runbooks', () => {
  test('name only metrics that are exposed', async () => {
    const families = await fullExposition(indicators, 0).collect()
    const known = new Set(families.map(({ name }) => name))
    const histograms = new Set(families.filter(({ type }) => type === 'histogram').map(({ name }) => name))
    const runbooks = committedRules().map(({ annotations }) => annotations.runbook_url)
    for (const page of [
      'docs/how-to/prometheus.md',
      'docs/how-to/grafana.md',
      'docs/how-to/opentelemetry.md',
      ...runbooks,
    ]) {
      const names = metricNames(committed(page ?? ''), histograms).filter(name => !name.endsWith('_'))
      for (const name of names) assert.ok(known.has(name), `${page}: ${name}`)
    }
  })
})
