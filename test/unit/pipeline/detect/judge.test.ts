import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOUR } from '../../../../src/core/duration.ts'
import { describeChange } from '../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../src/detection/monitor.ts'
import type { Finding, SeriesCase } from '../../../../src/pipeline/detect/case.ts'
import { judge, shownOf } from '../../../../src/pipeline/detect/judge.ts'
import { hourly, normal, random } from '../../../support/detection/detection.ts'
import { inForm } from '../../../support/long-form.ts'

const monitor = createMonitor({ describe: describeChange })
const noise = normal(random(3))
const points = hourly(640, hour => 100 + noise() + (hour >= 500 ? 12 : 0))
const fresh: SeriesCase = {
  seriesId: 1,
  options: { bucket: HOUR, family: 'positive', goodDirection: 'down', limit: null },
  state: null,
  observedUpTo: null,
  fresh: [],
  quietSince: 0,
  standing: null,
  past: null,
}

function found(given: SeriesCase): Finding {
  const finding = judge(monitor, given)
  return finding === 'past' ? assert.fail('asks for the past') : finding
}

/** The case of the next points after a finding. */
function after(
  { state, observedUpTo, changes }: Finding,
  before: SeriesCase,
  next: typeof points,
): SeriesCase {
  const last = changes.at(-1) ?? before.standing
  const standing = last?.clearedAt === null ? last : null
  return { ...before, state: state ?? before.state, observedUpTo, standing, fresh: next }
}

describe('judging a series', () => {
  test('has nothing to say before its first point', () => {
    const { verdict, state, observedUpTo, changes } = found(fresh)
    assert.deepEqual(
      [verdict, state, observedUpTo, changes],
      [{ status: 'warming', have: 0, need: 0 }, null, null, []],
    )
  })

  test('goes on with the limit and the calendar that are configured now', () => {
    const whole = found({ ...fresh, fresh: points.slice(0, 400) })
    const options = { ...fresh.options, limit: 130, calendar: 'DE' }
    const given = { ...after(whole, fresh, points.slice(400)), options, past: { points, acceptances: [] } }
    const { state, changes } = found(given)
    assert.deepEqual((JSON.parse(state ?? '') as { options: unknown }).options, options)
    assert.equal(changes.length, 1)
  })

  test('gathers anew a state from which it cannot go on, and finds what it would have found', () => {
    const whole = found({ ...fresh, fresh: points.slice(0, 600) })
    const { version } = JSON.parse(whole.state ?? '') as { version: number }
    for (const state of ['garbage', '[]', `{"version":${version}}`, `{"version":${version},"live":5}`]) {
      const given = { ...after(whole, fresh, points.slice(600)), state }
      assert.equal(judge(monitor, given), 'past')
      const past = { points, acceptances: [] }
      const sound = found({ ...after(whole, fresh, points.slice(600)), past })
      assert.deepEqual(found({ ...given, past }).verdict, sound.verdict)
    }
  })

  test('finds the same whether its points come together or one by one', () => {
    const whole = found({ ...fresh, fresh: points })
    let given: SeriesCase = { ...fresh, fresh: points.slice(0, inForm(560, 480)) }
    let finding = found(given)
    for (let next = given.fresh.length + 1; next <= points.length; next++) {
      const past = { points: points.slice(0, next), acceptances: [] }
      given = { ...after(finding, given, points.slice(next - 1, next)), past }
      finding = found(given)
    }
    assert.equal(finding.state, whole.state)
    assert.deepEqual(finding.changes, whole.changes)
    assert.equal(whole.changes.length, 1)
    assert.deepEqual(finding.shown, whole.shown)
    assert.ok(whole.shown.band !== null && whole.shown.watchedPoints > 300)
  })

  test('takes a burst that turns out to last for one change', () => {
    const [begun] = found({ ...fresh, fresh: points.slice(0, 501) }).changes
    const [grown, ...others] = found({ ...fresh, fresh: points }).changes
    assert.deepEqual([begun?.change.kind, begun?.alarm.severity], ['burst', 'watch'])
    assert.deepEqual([grown?.change.kind, grown?.alarm.severity], ['level', 'page'])
    assert.deepEqual([grown?.id, grown?.raisedAt, others], [begun?.id, begun?.raisedAt, []])
  })

  test('asks for the past only where something is to be described, or its state is of another version', () => {
    const calm = { ...fresh, fresh: points.slice(0, 490) }
    const next = after(found(calm), calm, points.slice(490, 491))
    assert.notEqual(judge(monitor, next), 'past')
    assert.equal(judge(monitor, { ...next, fresh: points.slice(490) }), 'past')
    assert.equal(judge(monitor, { ...next, state: '{"version":1}' }), 'past')
    const past = { points: points.slice(0, 491), acceptances: [] }
    assert.equal(found({ ...next, state: '{"version":1}', past }).state, found(next).state)
  })

  test('leaves the state as it is where nothing has come', () => {
    const given = { ...fresh, fresh: points.slice(0, 490) }
    const idle = found(after(found(given), given, []))
    assert.deepEqual([idle.state, idle.changes, idle.verdict.status], [null, [], 'quiet'])
  })
})

test('nothing is shown of a series without a monitor', () => {
  assert.deepEqual(shownOf(monitor, null, 0), { band: null, broken: [], watchedPoints: 0 })
})
