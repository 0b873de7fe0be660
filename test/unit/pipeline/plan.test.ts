import assert from 'node:assert/strict'
import { test } from 'node:test'
import { taskThroughput } from '../../../src/indicators/work/task-throughput.ts'
import { makePlan } from '../../../src/pipeline/plan.ts'
import type { Series } from '../../../src/series/series.ts'

const sources = [
  { name: 'jobs', feeds: ['task', 'depth'], oneAtATime: true },
  { name: 'claims', feeds: ['claim'], oneAtATime: false },
]
const { oneAtATime, sourcesOf } = makePlan({ indicators: {} }, sources)
const series = (indicator: string, labels = {}): Series => ({ indicator, labels }) as unknown as Series

test('tasks that are worked on one at a time are those of the sources that say so', () => {
  assert.deepEqual([...oneAtATime], ['jobs'])
})

test('a series is fed by the source that it names, and else by all that feed its kind', () => {
  assert.deepEqual(sourcesOf(series('task_throughput', { source: 'claims' })), ['claims'])
  assert.deepEqual(sourcesOf(series('task_throughput')), ['jobs'])
  assert.deepEqual(sourcesOf(series('claimed_verified_gap')), ['claims'])
  assert.deepEqual(sourcesOf(series('observation_rate')), ['jobs'])
  assert.deepEqual(sourcesOf(series('unknown')), [])
})

test('series go by the clocks and the holidays that are configured, and by those of nobody else', () => {
  const settings = { indicators: {}, timeZone: 'Europe/Berlin', calendar: 'DE-BE' }
  const [one] = makePlan(settings, sources).indicators
  assert.deepEqual([one?.zone, one?.calendar], ['Europe/Berlin', 'DE-BE'])
  const [other] = makePlan({ ...settings, calendar: null }, sources).indicators
  assert.equal(other?.calendar, undefined)
})

test('an indicator that cannot be asked for what it declares is left out and named, unless it is switched off', () => {
  const toy = { ...taskThroughput, name: 'toy', maturity: Number.NaN }
  const all = [toy, taskThroughput]
  const { indicators, accumulated, faults } = makePlan({ indicators: {} }, sources, all)
  assert.deepEqual(
    indicators.map(({ indicator }) => indicator.name),
    ['task_throughput'],
  )
  assert.equal(accumulated.task.maturity, 0)
  assert.match(faults[0]?.message ?? '', /maturity is NaN/)
  const off = { toy: { enabled: false, bucket: 'auto', limit: null } } as const
  assert.deepEqual(makePlan({ indicators: off }, sources, all).faults, [])
  const clash = { ...taskThroughput, name: 'part_faults' }
  assert.match(
    makePlan({ indicators: {} }, sources, [clash]).faults[0]?.message ?? '',
    /slowburn_part_faults/,
  )
})

test('what a source says of a query stands in the place of what the indicator says', () => {
  const meaning = {
    unit: 'seconds',
    family: 'positive',
    goodDirection: 'down',
    limit: 5,
    help: 'How long.',
  } as const
  const { settingsOf } = makePlan({ indicators: {} }, [
    ...sources,
    { name: 'one', feeds: ['sample'], meanings: { wait: meaning } },
    { name: 'two', feeds: ['sample'], meanings: { wait: { ...meaning, goodDirection: 'up', help: null } } },
  ])
  const of = (labels: object) => settingsOf(series('sample_mean', labels))
  const one = of({ source: 'one', name: 'wait', labels: '{}' })
  const { unit, family, goodDirection, help } = one?.indicator ?? {}
  assert.deepEqual(
    [unit, family, goodDirection, help, one?.limit],
    ['seconds', 'positive', 'down', 'How long.', 5],
  )
  assert.equal(of({ source: 'one', name: 'wait', labels: '{a="b"}' }), one)
  const two = of({ source: 'two', name: 'wait' })
  assert.deepEqual([two?.indicator.goodDirection, two?.indicator.name], ['up', 'sample_mean'])
  assert.match(two?.indicator.help ?? '', /^What a query gave/)
  for (const labels of [{ source: 'one', name: 'toString' }, { name: 'other' }, {}])
    assert.deepEqual([of(labels)?.indicator.unit, of(labels)?.limit], ['unitless', null])
  assert.equal(settingsOf(series('task_throughput', { name: 'wait' }))?.indicator.name, 'task_throughput')
})
