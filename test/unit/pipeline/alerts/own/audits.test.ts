import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { DAY, HOUR } from '../../../../../src/core/duration.ts'
import { auditAlarms } from '../../../../../src/pipeline/alerts/own/audits.ts'
import type { KeptAudit } from '../../../../../src/storage/audit-store.ts'
import { keptAudit } from '../../../../support/audit/kept.ts'

const NOW = Date.UTC(2026, 10, 1)
const audits = { every: DAY, since: NOW - 10 * DAY }
const alarms = (last: Partial<KeptAudit> | null, live: Parameters<typeof auditAlarms>[0] = { audits }) =>
  auditAlarms(live, { list: () => (last === null ? [] : [keptAudit({ endedAt: NOW - HOUR, ...last })]) }, NOW)

describe('alarms about audits', () => {
  test('there are none while they pass, are insufficient, or are not wanted', () => {
    assert.deepEqual([alarms({}), alarms({ verdict: 'insufficient' })], [[], []])
    assert.deepEqual(alarms({ verdict: 'fail' }, { audits: null }), [])
  })

  test('one that failed has its findings, the first of them', () => {
    const finding = (words: string, fails = true) => ({ what: 'unreported', words, fails })
    const findings = [
      finding('Nothing.', false),
      ...Array.from({ length: 7 }, (_, k) => finding(`Finding ${k}.`)),
    ]
    const [alarm] = alarms({ verdict: 'fail', findings })
    assert.equal(alarm?.labels.alertname, 'SlowburnAuditFailed')
    const { description } = alarm.words('then')
    assert.equal(description, 'Finding 0. Finding 1. Finding 2. Finding 3. Finding 4. And 2 more.')
    assert.match(
      alarms({ verdict: 'broken' })[0]?.words('then').summary ?? '',
      /could not be carried out at then/,
    )
  })

  test('one that did not run is a failure two intervals and an hour after the last, or after the start', () => {
    const name = (...given: Parameters<typeof alarms>) => alarms(...given)[0]?.labels.alertname
    assert.equal(name({ endedAt: NOW - 49 * HOUR }), undefined)
    assert.equal(name({ endedAt: NOW - 49 * HOUR - 1 }), 'SlowburnAuditOverdue')
    assert.equal(name(null, { audits: { every: DAY, since: NOW - 49 * HOUR } }), undefined)
    assert.equal(name(null), 'SlowburnAuditOverdue')
  })

  test('one that lies in the future, for the clock has jumped back, counts from the start', () => {
    assert.equal(alarms({ endedAt: NOW + 30 * DAY })[0]?.labels.alertname, 'SlowburnAuditOverdue')
    const live = { audits: { every: DAY, since: NOW - HOUR } }
    assert.deepEqual(alarms({ endedAt: NOW + 30 * DAY }, live), [])
  })
})
