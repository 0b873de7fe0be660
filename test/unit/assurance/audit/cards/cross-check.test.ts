import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { auditHere } from '../../../../support/audit/audited-store.ts'

describe('a plant both ways', () => {
  test('is reported as soon by the detector alone as the whole way to the message', async t => {
    const { crossChecks } = await auditHere(t, { types: ['build', 'test'] })
    assert.equal(crossChecks.length, 2)
    for (const { detector, whole, agree, share } of crossChecks) {
      assert.ok(agree && detector !== null && whole !== null, JSON.stringify({ detector, whole }))
      assert.equal(share, 0.5)
    }
  })

  test('disagrees where something keeps people from being notified, which a card does not know', async t => {
    const lines =
      'route: { to: [on call], mute_during: [always] }\ntime_intervals: [{ name: always, times: [{ from: "00:00", to: "24:00" }] }]'
    const { crossChecks, verdict } = await auditHere(t, { lines, route: '' })
    assert.deepEqual([crossChecks[0]?.whole, crossChecks[0]?.agree, verdict], [null, false, 'fail'])
  })
})
