import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { plottedOf } from '../../../../../src/assurance/audit/cards/plotted.ts'
import { keptOf } from '../../../../../src/assurance/audit/kept.ts'
import { parseConfig } from '../../../../../src/config/load.ts'
import { HOUR, MINUTE } from '../../../../../src/core/duration.ts'
import { describeChange } from '../../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../../src/detection/monitor.ts'
import { makePlan } from '../../../../../src/pipeline/plan.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { auditConfig, FIRST, HOURS, keepIn } from '../../../../support/audit/audited-store.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

describe('what a card is made of', () => {
  test('is what is kept of the series, how it is watched, and when the live run sees its buckets', t => {
    const folder = temporaryFolder(t)
    keepIn(folder)
    const store = openSqliteStore(folder, { scratch: true })
    t.after(() => store.close())
    const config = parseConfig(auditConfig(folder), {})
    const plan = makePlan(config, [{ name: 'platform', feeds: ['task'] }])
    const monitor = createMonitor({ describe: describeChange })
    const watching = {
      kept: keptOf(store),
      plan,
      monitor,
      rules: config.rules,
      lags: new Map([['platform', 7 * MINUTE]]),
    }
    const [series] = store.series.all()
    assert.ok(series !== undefined)
    const plotted = plottedOf(series, watching)
    assert.deepEqual(
      [plotted?.points.length, plotted?.direction, plotted?.options.family],
      [HOURS, 'up', 'positive'],
    )
    assert.equal(plotted?.seenAt(FIRST), FIRST + HOUR + 7 * MINUTE)
    assert.equal(
      plottedOf({ ...series, indicator: 'task_throughput' }, watching),
      null,
      'neither direction is worse',
    )
    assert.equal(plottedOf({ ...series, indicator: 'no_such' }, watching), null)
  })
})
