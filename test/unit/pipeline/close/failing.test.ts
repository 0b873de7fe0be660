import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { seriesKey } from '../../../../src/core/series-key.ts'
import { taskThroughput } from '../../../../src/indicators/work/task-throughput.ts'
import { recallFailing, rememberFailing } from '../../../../src/pipeline/close/failing.ts'
import { closeReport, reportPass, reportTrial } from '../../../../src/pipeline/close/report.ts'
import { createLive, type Live } from '../../../../src/pipeline/status.ts'
import { groupKey } from '../../../../src/series/grouping.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { planOf } from '../../../support/facts/plans.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const { name } = taskThroughput
const FAULT = { indicator: name, message: 'out of order' }
const APP = { name: 'app', feeds: ['task'] } as const
const LABELS = { task_type: 'index' }
const KEY = groupKey(LABELS, ['task_type'])

function setup(t: TestContext) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const { id } = store.transaction(() => store.series.ensure(seriesKey(name, LABELS), name, LABELS, HOUR))
  store.transaction(() => store.series.append(id, [{ at: 0, value: 1, lower: 1, upper: 1, n: 1 }]))
  const instruments = { count: () => {}, observe: () => {}, reach: () => {} }
  const reportOf = (live: Live) => closeReport({ live, log: silentLogger, exposition: { instruments } })
  /** What a process that begins takes for failing. */
  const begun = (sources: ReadonlyArray<{ name: string; feeds: readonly 'task'[] }> = [APP]): Live => {
    const live = createLive()
    recallFailing({ store, plan: planOf([taskThroughput]), sources, live })
    return live
  }
  return { store, reportOf, begun }
}

test('an indicator that fails when slowburn ends fails when it begins again, until the series has a bucket that shows it mended', t => {
  const { store, reportOf, begun } = setup(t)
  const before = createLive()
  reportOf(before).fault(FAULT, [`app ${KEY}`])
  rememberFailing({ store, live: before })
  const live = begun()
  assert.deepEqual([...live.indicatorFaults], [[name, 'out of order']])
  const due = [{ indicator: taskThroughput, key: KEY }]
  reportPass('app', due, { faults: new Map(), failing: new Map() }, reportOf(live))
  assert.equal(live.indicatorFaults.size, 0)
  rememberFailing({ store, live })
  assert.equal(begun().indicatorFaults.size, 0)
})

test('what nobody can see mended is not recalled: of a source, a series or an indicator that is no more', t => {
  const { store, reportOf, begun } = setup(t)
  const before = createLive()
  reportTrial('app', name, { indicator: name, message: 'out of order' }, reportOf(before))
  reportOf(before).fault(FAULT, ['app gone', 'other gone'])
  reportOf(before).fault({ ...FAULT, indicator: 'gone' }, ['app gone'])
  rememberFailing({ store, live: before })
  assert.deepEqual([...begun().failingSeries], [[name, new Set(['new series of app'])]])
  assert.equal(begun([{ name: 'other', feeds: ['task'] }]).indicatorFaults.size, 0)
})
