import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import type { SeriesCase } from '../../../../src/pipeline/detect/case.ts'
import { type Judging, judgeInThread } from '../../../../src/pipeline/detect/judging.ts'
import { hourly, normal, random } from '../../../support/detection/detection.ts'
import { judgeHere } from '../../../support/detection/judge-here.ts'
import { watchdogOf } from '../../../support/watchdog.ts'

const noise = normal(random(7))
const points = hourly(600, hour => 100 + noise() + (hour >= 500 ? 20 : 0))
const given: SeriesCase = {
  seriesId: 3,
  options: { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null },
  state: null,
  observedUpTo: null,
  fresh: points,
  quietSince: 0,
  standing: null,
  past: null,
}
const back = { points, bucket: HOUR, options: { limit: null, zone: 'UTC', raised: [] } }

describe('detection in a thread of its own', () => {
  test('finds what it finds here, of many series at once and in their order', async t => {
    const [here, there] = [
      judgeHere(createMonitor({ describe: describeChange }), watchdogOf()),
      judgeInThread(),
    ]
    t.after(() => there.close())
    const cases = [1, 2, 3].map(seriesId => ({ ...given, seriesId, fresh: points.slice(0, 200 * seriesId) }))
    const [mine, theirs] = await Promise.all(
      [here, there].map(judging => Promise.all(cases.map(one => judging.judge(one)))),
    )
    assert.deepEqual(theirs, mine)
    const last = mine?.at(-1)
    assert.ok(last !== 'past' && last?.changes.length === 1)
    assert.deepEqual(await there.lookBack(back), await here.lookBack(back))
  })

  test('does not ask the detectors that are disabled', async t => {
    const all = judgeHere(createMonitor({ describe: describeChange }), watchdogOf())
    const without = judgeInThread({ disabled: ['level', 'anchor'] })
    t.after(() => without.close())
    const raisedBy = async (judging: Judging): Promise<unknown[]> => {
      const found = await judging.judge(given)
      return found === 'past' ? [] : found.changes.map(({ alarm }) => alarm.detector)
    }
    assert.deepEqual(await raisedBy(all), ['level'])
    const others = await raisedBy(without)
    assert.ok(!others.includes('level') && !others.includes('anchor'), others.join())
  })

  test('says what it could not do, and goes on', async t => {
    const there = judgeInThread()
    t.after(() => there.close())
    await assert.rejects(
      there.judge({ ...given, options: { ...given.options, zone: 'Nowhere/None' } }),
      RangeError,
    )
    assert.notEqual(await there.judge({ ...given, fresh: points.slice(0, 20) }), 'past')
  })

  test('is given up where it gives no answer in time, and started anew by the next question', async t => {
    const there = judgeInThread({ patience: 1 })
    t.after(() => there.close())
    const gaveUp = /^Error: the thread of detection gave no answer for 0.001 s; it is started anew$/
    await assert.rejects(there.judge(given), gaveUp)
    await assert.rejects(Promise.all([there.judge(given), there.lookBack(back)]), gaveUp)
  })

  test('that was ended answers what was asked with a fault, and is started anew by the next question', async t => {
    const there = judgeInThread()
    t.after(() => there.close())
    const asked = there.lookBack({ ...back, points: hourly(8_000, hour => 100 + noise() + (hour % 700) / 9) })
    await Promise.all([there.close(), assert.rejects(asked, /the thread of detection has ended/)])
    assert.equal(
      (await there.lookBack({ ...back, points: points.slice(0, 48) }))?.to,
      (points[0]?.at ?? 0) + 2 * DAY - HOUR,
    )
  })
})
