import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { needs, type Program, run } from '../support/exposition/prometheus.ts'
import { RULES_FILE, RULES_TEST_FILE } from '../support/exposition/rules.ts'

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

describe('the files for Prometheus', needs('promtool'), () => {
  test('hold rules that promtool accepts', () => passes('promtool', 'check', 'rules', path(RULES_FILE)))

  test('hold rules that do what their tests say', () =>
    passes('promtool', 'test', 'rules', path(RULES_TEST_FILE)))

  test('hold an example configuration that promtool accepts', () =>
    passes('promtool', 'check', 'config', path('alerts/examples/prometheus.yml')))
})

describe('the files for Alertmanager', needs('amtool'), () => {
  test('hold an example configuration that amtool accepts', () =>
    passes('amtool', 'check-config', path('alerts/examples/alertmanager.yml')))
})

async function passes(program: Program, ...args: string[]): Promise<void> {
  const { code, output } = await run(program, args)
  assert.equal(code, 0, output)
}
