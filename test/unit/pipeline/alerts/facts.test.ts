import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import { taskRunTimeP50 } from '../../../../src/indicators/work/task-run-time-p50.ts'
import { createCauseFinder } from '../../../../src/pipeline/alerts/causes.ts'
import { factFinder } from '../../../../src/pipeline/alerts/facts.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { episodeOf, LEVEL, NOW, RULE } from '../../../support/alerts/alert-samples.ts'
import { seriesOf } from '../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('a message says which series stayed as they were, and nothing of what is not known', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const series = [1, 2, 3].map(id => seriesOf(id, 'task_run_time_p50', { task_type: `t${id}` }))
  const finder = factFinder(
    {
      store,
      monitor: createMonitor({ describe: describeChange }),
      causes: createCauseFinder(store),
      rules: [RULE],
      settingsOf: () => ({ indicator: taskRunTimeP50, limit: 60 }),
    },
    new Map(series.map(one => [one.id, one])),
    new Set([1, 3]),
    NOW,
  )
  const facts = finder.factsOf(episodeOf(LEVEL, { seriesId: 1, rule: RULE.name }))
  assert.equal(facts?.rule, RULE)
  assert.equal(facts?.limit, 60)
  assert.equal(facts?.unaffected.length, 1)
  assert.match(facts?.unaffected[0] ?? '', /t2/)
  assert.equal(finder.factsOf(episodeOf(LEVEL, { seriesId: 9 })), null)
  assert.equal(finder.briefOf(episodeOf(LEVEL, { seriesId: 9 })), null)
})

test('a message names what else one cause explains, and the root where that is another', t => {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const series = ['a', 'b', 'c'].map(task_type =>
    store.series.ensure(`x{${task_type}}`, 'task_run_time_p50', { task_type }, 3_600_000),
  )
  const members = series.map(({ id }) => {
    const change = `c${id}`
    const alarm = { at: NOW, severity: 'page', kind: 'level', direction: 'up', evidence: 20 } as const
    store.changes.save({ id: change, seriesId: id, raisedAt: NOW, clearedAt: null, alarm, change: LEVEL })
    return { change, series: id, raisedAt: NOW, clearedAt: null, onset: LEVEL.onset, odds: null }
  })
  const rest = {
    nature: 'change',
    openedAt: NOW,
    closedAt: null,
    mergedInto: null,
    explanation: null,
  } as const
  store.incidents.save({ id: 'x', ...rest, members, events: [] })
  const finder = factFinder(
    {
      store,
      monitor: createMonitor({ describe: describeChange }),
      causes: createCauseFinder(store),
      rules: [RULE],
      settingsOf: () => ({ indicator: taskRunTimeP50, limit: null }),
    },
    new Map(series.map(one => [one.id, one])),
    new Set(series.map(({ id }) => id)),
    NOW,
  )
  const [root, symptom] = series.map(({ id }) => finder.factsOf(episodeOf(LEVEL, { seriesId: id })))
  assert.equal(root?.incident?.root, null)
  assert.equal(root?.incident?.others.length, 2)
  assert.match(root?.incident?.others[0] ?? '', /of b stepped up/)
  assert.match(symptom?.incident?.root ?? '', /of a stepped up/)
  assert.equal(symptom?.incident?.others.length, 1)
})
