import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { briefTests, evaluatedEvery, inTwoClusters } from '../support/alerts/rule-tests.ts'
import { needs, type Program, run } from '../support/exposition/prometheus.ts'
import { committed, RULES_FILE, RULES_TEST_FILE } from '../support/exposition/rules.ts'
import { temporaryFolder } from '../support/folder.ts'

const path = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url))

describe('the files for Prometheus', needs('promtool'), () => {
  test('hold rules that promtool accepts', () => passes('promtool', 'check', 'rules', path(RULES_FILE)))

  test('hold rules that do what their tests say', () =>
    passes('promtool', 'test', 'rules', path(RULES_TEST_FILE)))

  test('hold rules that tell targets of one name in two clusters apart, and keep what else they are labelled with', async t => {
    for (const [every, some] of Object.entries(Object.groupBy(briefTests(), evaluatedEvery))) {
      const file = join(temporaryFolder(t), 'clusters.yml')
      const tests = some?.map(inTwoClusters)
      writeFileSync(file, stringify({ rule_files: [path(RULES_FILE)], evaluation_interval: every, tests }))
      await passes('promtool', 'test', 'rules', file)
    }
  })

  test('hold rules that, once they name the label, let no twin in another cluster end what stands', async t => {
    const folder = temporaryFolder(t)
    const { sed, rules } = namingTheCluster()
    writeFileSync(join(folder, 'rules.yml'), rules)
    writeFileSync(
      join(folder, 'twins.yml'),
      stringify({ rule_files: ['rules.yml'], evaluation_interval: '1m', tests: [ONE_OF_TWINS_DOWN] }),
    )
    await passes('promtool', 'test', 'rules', join(folder, 'twins.yml'))
    assert.ok(committed('docs/how-to/prometheus.md').includes(sed))
  })

  test('hold an example configuration that promtool accepts', () =>
    passes('promtool', 'check', 'config', path('alerts/examples/prometheus.yml')))
})

describe('the files for Alertmanager', needs('amtool'), () => {
  test('hold an example configuration that amtool accepts', () =>
    passes('amtool', 'check-config', path('alerts/examples/alertmanager.yml')))
})

/** The rules as the how-to has them changed for several clusters, and the command that it gives. */
function namingTheCluster(): { sed: string; rules: string } {
  const [by, named] = ['on (job, instance)', 'on (cluster, job, instance)']
  return {
    sed: `sed 's/${by}/${named}/' slowburn.rules.yml`,
    rules: committed(RULES_FILE).replaceAll(by, named),
  }
}

const ONE_OF_TWINS_DOWN = {
  interval: '1m',
  input_series: [
    { series: 'up{cluster="east",job="j",instance="i"}', values: '1x10 0x20' },
    { series: 'up{cluster="west",job="j",instance="i"}', values: '1x30' },
    {
      series: 'slowburn_last_tick_timestamp_seconds{cluster="east",job="j",instance="i"}',
      values: '0x10 stale',
    },
    { series: 'slowburn_last_tick_timestamp_seconds{cluster="west",job="j",instance="i"}', values: '0x30' },
    {
      series:
        'slowburn_change_active{cluster="east",job="j",instance="i",indicator="x",kind="level",direction="up",severity="page",assessment="worse"}',
      values: '1x10 stale',
    },
  ],
  promql_expr_test: [
    {
      expr: 'count by (cluster) (ALERTS{alertname="SlowburnChangePage"})',
      eval_time: '25m',
      exp_samples: [{ labels: '{cluster="east"}', value: 1 }],
    },
  ],
}

async function passes(program: Program, ...args: string[]): Promise<void> {
  const { code, output } = await run(program, args)
  assert.equal(code, 0, output)
}
