import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { recorded } from '../../../dashboards/recorded.ts'
import { ruleFile, ruleTestFile } from '../../../generate/rules.ts'
import { indicators } from '../../../src/indicators/registry.ts'
import { committedBoards, panelsOf } from '../../support/dashboards/boards.ts'
import { fullExposition } from '../../support/exposition/exposition.ts'
import {
  committed,
  committedRules,
  metricNames,
  RULES_FILE,
  RULES_TEST_FILE,
  recordingRules,
} from '../../support/exposition/rules.ts'

const rules = committedRules()
const METRIC_LABELS = ['job', 'instance', 'objective']
const root = (path: string): URL => new URL(`../../../${path}`, import.meta.url)

describe('the Prometheus rules', () => {
  test('name only metrics that are exposed', async () => {
    const families = await fullExposition(indicators, 0).collect()
    const known = new Set(families.map(({ name }) => name))
    for (const { alert, expr, annotations } of rules) {
      const names = [expr, ...Object.values(annotations)].flatMap(text => metricNames(text, new Set()))
      assert.notEqual(names.length, 0, alert)
      for (const name of names) assert.ok(known.has(name), `${alert}: ${name}`)
    }
  })

  test('record what boards may ask for, with its labels, and nothing else', () => {
    const labels = new Map<string, Set<string>>()
    for (const { record, labels: own = {} } of recordingRules()) {
      assert.ok(METRIC_LABELS.every(label => !(label in own)))
      labels.set(record, new Set(['objective', ...Object.keys(own)]))
    }
    assert.deepEqual(
      [...labels].map(([name, of]) => [name, [...of]]).sort(),
      Object.values(recorded)
        .map(({ name, labels: of }) => [name, [...of]])
        .sort(),
    )
    const asked = rules.flatMap(({ expr }) => expr.match(/slowburn:\w+:\w+/g) ?? [])
    assert.ok(asked.length > 0 && asked.every(name => labels.has(name)))
  })

  test('say what is wrong and where to read on', () => {
    for (const { alert, annotations } of rules) {
      assert.deepEqual(
        Object.keys(annotations).sort(),
        ['dashboard_url', 'description', 'runbook_url', 'summary'],
        alert,
      )
      assert.equal(annotations.runbook_url, `docs/how-to/runbooks/${alert}.md`)
      assert.ok(existsSync(root(annotations.runbook_url)), alert)
      assert.ok(committed(annotations.runbook_url).startsWith(`# ${alert}\n`), alert)
    }
  })

  test('name the slowburn of several that they are about, in the line that a person reads first', () => {
    const nameless = rules.filter(
      ({ annotations }) => !annotations.summary?.includes('{{ $labels.instance }}'),
    )
    assert.deepEqual(
      nameless.map(({ alert }) => alert),
      // Which ones there should be nobody knows there.
      ['SlowburnAbsent'],
    )
  })

  test('lead to a panel that draws what they ask for', () => {
    const panels = committedBoards().flatMap(board =>
      panelsOf(board).map(({ id, targets = [] }) => ({ address: `d/${board.uid}?viewPanel=${id}`, targets })),
    )
    for (const { alert, expr, annotations } of rules) {
      const { targets = [] } = panels.find(({ address }) => address === annotations.dashboard_url) ?? {}
      const asked = [
        ...metricNames(expr, new Set()),
        ...(expr.match(/slowburn:\w+:\w+/g) ?? []),
        'up',
        'process_start_time_seconds',
      ]
      const drawn = new Set(targets.flatMap(target => target.expr.match(/[\w:]+(?=\{)/g) ?? []))
      assert.ok(
        asked.some(name => drawn.has(name)),
        alert,
      )
    }
  })

  test('have a severity each, given or taken from the change', () => {
    for (const { alert, labels, expr } of rules) {
      assert.match(
        labels?.severity ?? expr.match(/severity="(\w+)"/)?.[1] ?? '',
        /^(page|ticket|watch)$/,
        alert,
      )
    }
  })

  test('round what was counted in a window, which Prometheus extrapolates to its edges', () => {
    for (const { alert, expr, annotations } of rules.filter(rule => /\bincrease\(/.test(rule.expr))) {
      for (const text of Object.values(annotations))
        assert.doesNotMatch(text, /\{ \$value( \| humanize)? \}/, `${alert}: ${expr}`)
    }
  })

  test('are each put to the test by promtool, in a file of their own', () => {
    const tests = committed(RULES_TEST_FILE)
    for (const { alert } of rules) {
      assert.ok(committed(`alerts/rules/${alert}.test.yml`).includes(`alertname: ${alert}\n`), alert)
      assert.ok(tests.includes(`alertname: ${alert}\n`), alert)
    }
  })

  test('are what their files say now', () => {
    const there = fileURLToPath(root('.'))
    assert.equal(committed(RULES_FILE), ruleFile(there))
    assert.equal(committed(RULES_TEST_FILE), ruleTestFile(there))
  })

  test('and the runbooks are as many', () => {
    const runbooks = readdirSync(root('docs/how-to/runbooks')).map(file => basename(file, '.md'))
    assert.deepEqual(runbooks.sort(), rules.map(({ alert }) => alert).sort())
  })
})
