import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR, MINUTE, WEEK } from '../../../../src/core/duration.ts'
import { FIRST, INDICATOR, LAST, ROSE } from '../../../support/replay/recorded-store.ts'
import { replayHere, whole } from '../../../support/replay/replaying.ts'

describe('a replay', () => {
  test('finds what rose in what was kept, and says whom it would have notified when', async t => {
    const { incidents, messages, from, to, firstPoint, series, lags, leftOut } = whole(await replayHere(t))
    assert.deepEqual([firstPoint, from, to], [FIRST, FIRST + HOUR + 2 * MINUTE, LAST + 2 * MINUTE])
    assert.deepEqual([series, leftOut, lags.get('platform')], [1, [], 2 * MINUTE])
    const [incident] = incidents
    assert.equal(incidents.length, 1)
    assert.match(
      `${incident?.title} ${incident?.what}`,
      /^Task run time p50 of build stepped up \+9\d %|\+1\d\d %/,
    )
    assert.ok((incident?.openedAt ?? 0) > ROSE && (incident?.openedAt ?? 0) < ROSE + 2 * DAY)
    assert.deepEqual(
      messages.map(({ to: recipient, channel, incidents: about }) => [recipient, channel, about]),
      [['on-call@example.org', 'email', [incident?.id]]],
    )
    assert.equal(messages[0]?.at, incident?.notifiedAt)
    assert.match(messages[0]?.text ?? '', /release 1\.1/i, 'what it coincides with')
    assert.doesNotMatch(messages[0]?.text ?? '', /\/act\//, 'no link acts')
  })

  test('says nothing of what lies after its end, and is the same up to there', async t => {
    const before = whole(await replayHere(t, { span: { to: ROSE } }))
    assert.deepEqual([before.incidents, before.messages, before.to], [[], [], ROSE])
  })

  test('of a slowburn that was started later reads what lies before at once, and notifies then', async t => {
    const started = LAST - DAY
    const { messages } = whole(await replayHere(t, { span: { started, from: started } }))
    assert.deepEqual(
      messages.map(({ at }) => at),
      [started],
    )
  })

  test('is refused in one line where nothing is known of its time, and says of which time something is', async t => {
    const held = /the store can be replayed from 2026-03-02T01:02Z to 2026-04-06T00:02Z$/
    for (const span of [
      { from: FIRST - DAY },
      { from: LAST + DAY },
      { to: FIRST - DAY },
      { started: LAST + DAY },
    ]) {
      const result = await replayHere(t, { span })
      assert.ok('refused' in result, JSON.stringify(span))
      assert.match(result.refused, held)
    }
    const reversed = await replayHere(t, { span: { from: ROSE + DAY, to: ROSE } })
    assert.match('refused' in reversed ? reversed.refused : '', /is not after the beginning/)
  })

  test('is refused where the configuration has none of the series that were kept', async t => {
    const other = await replayHere(t, { more: `indicators: { ${INDICATOR}: { by: [model] } }` })
    assert.ok('refused' in other)
    assert.match(
      other.refused,
      /task_run_time_p50 is kept by task_type, and this configuration splits it by model$/,
    )
    const off = await replayHere(t, { more: `indicators: { ${INDICATOR}: { enabled: false } }` })
    assert.match('refused' in off ? off.refused : '', /holds points of no indicator of this configuration/)
  })

  test('takes sources to lag as far behind as is said', async t => {
    const { from, lags } = whole(await replayHere(t, { lag: 3 * HOUR, span: { to: FIRST + WEEK } }))
    assert.deepEqual([lags.get('platform'), from], [3 * HOUR, FIRST + 4 * HOUR])
  })
})
