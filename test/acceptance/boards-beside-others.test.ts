// The boards on a Prometheus that watches more than slowburns, as every one does, when one of two slowburns dies.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { committedBoards, panelsOf } from '../support/dashboards/boards.ts'
import { filledIn } from '../support/dashboards/live.ts'
import { needs, run } from '../support/exposition/prometheus.ts'
import { temporaryFolder } from '../support/folder.ts'

const ALIVE = '{job="ai-drift", instance="alive:9464"}'
/** Answers for half an hour. */
const DEAD = '{job="ai-drift", instance="dead:9464"}'
const NEVER = '{job="slowburn", instance="never:9464"}'
const OTHER = '{job="node", instance="node:9100"}'
const DOWN = '{job="node", instance="down:9100"}'

/** A sample a minute, as promtool writes them. */
const SERIES: Readonly<Record<string, string>> = {
  [`up${ALIVE}`]: '1x60',
  [`up${DEAD}`]: '1x30 0x30',
  [`up${NEVER}`]: '0x60',
  [`up${OTHER}`]: '1x60',
  [`up${DOWN}`]: '0x60',
  ...eachOf('slowburn_build_info', '1x60', '1x30 stale'),
  ...eachOf('slowburn_tick_interval_seconds', '60x60', '60x30 stale'),
  ...eachOf('slowburn_last_tick_timestamp_seconds', '0+60x60', '0+60x30 stale'),
  ...eachOf('process_resident_memory_bytes', '5e8x60', '5e8x30 stale'),
  ...eachOf('process_cpu_seconds_total', '0+6x60', '0+6x30 stale'),
  ...eachOf('nodejs_eventloop_lag_p99_seconds', '0.01x60', '0.01x30 stale'),
  [`process_resident_memory_bytes${OTHER}`]: '1e6x60',
  [`process_cpu_seconds_total${OTHER}`]: '0+60x60',
  [`nodejs_eventloop_lag_p99_seconds${OTHER}`]: '1x60',
}

function eachOf(name: string, alive: string, dead: string): Readonly<Record<string, string>> {
  return { [`${name}${ALIVE}`]: alive, [`${name}${DEAD}`]: dead }
}

/** By the title of a panel: its answer while both slowburns answer, and half an hour after one has died. */
const ANSWERS: Readonly<Record<string, [both: Answer, one: Answer]>> = {
  'Does each slowburn answer?': [
    { [`up${ALIVE}`]: 1, [`up${DEAD}`]: 1, [`up${NEVER}`]: 0 },
    { [`up${ALIVE}`]: 1, [`up${DEAD}`]: 0, [`up${NEVER}`]: 0 },
  ],
  'How many slowburns stand still?': [{ '{}': 1 }, { '{}': 2 }],
  'How much memory does it take?': [
    { [`process_resident_memory_bytes${ALIVE}`]: 5e8, [`process_resident_memory_bytes${DEAD}`]: 5e8 },
    { [`process_resident_memory_bytes${ALIVE}`]: 5e8 },
  ],
  'How much processor does it take?': [
    { '{instance="alive:9464"}': 0.1, '{instance="dead:9464"}': 0.1 },
    { '{instance="alive:9464"}': 0.1 },
  ],
  'How late does its event loop run?': [
    { [`nodejs_eventloop_lag_p99_seconds${ALIVE}`]: 0.01, [`nodejs_eventloop_lag_p99_seconds${DEAD}`]: 0.01 },
    { [`nodejs_eventloop_lag_p99_seconds${ALIVE}`]: 0.01 },
  ],
}

type Answer = Readonly<Record<string, number>>

describe(
  'on a Prometheus that watches others too, where one of two slowburns dies',
  needs('promtool'),
  () => {
    for (const [title, answers] of Object.entries(ANSWERS)) {
      test(`"${title}" speaks of slowburns, also of the dead one, and of nobody else`, t =>
        answersWith(t, queryOf(title), answers))
    }
  },
)

async function answersWith(t: TestContext, expr: string, answers: readonly [Answer, Answer]): Promise<void> {
  const file = join(temporaryFolder(t), 'boards.test.yml')
  const tests = answers.map((answer, i) => ({
    expr,
    eval_time: ['29m', '59m'][i],
    exp_samples: Object.entries(answer).map(([labels, value]) => ({ labels, value })),
  }))
  const series = Object.entries(SERIES).map(([name, values]) => ({ series: name, values }))
  const group = { interval: '1m', input_series: series, promql_expr_test: tests }
  writeFileSync(file, JSON.stringify({ rule_files: [], tests: [group] }))
  const { code, output } = await run('promtool', ['test', 'rules', file])
  assert.equal(code, 0, output)
}

function queryOf(title: string): string {
  const [panel, ...more] = committedBoards()
    .flatMap(panelsOf)
    .filter(one => one.title === title)
  assert.deepEqual([more, panel?.targets?.length], [[], 1], title)
  return filledIn(panel?.targets?.[0]?.expr ?? '', { job: '.+', instance: '.+' }).replaceAll(
    '$__rate_interval',
    '4m',
  )
}
