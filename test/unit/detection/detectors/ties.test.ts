import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { HOURLY, hourly, normal, raised, random, spoke, watch } from '../../../support/detection/detection.ts'

describe('ties', () => {
  test('longer than any before are a series that is stuck, until it moves again', () => {
    const gauss = normal(random(11))
    const { verdicts } = watch(
      HOURLY,
      hourly(440, hour => (hour >= 400 && hour < 420 ? 7 : gauss())),
    )
    const stuck = raised(verdicts).filter(({ kind }) => kind === 'stuck')
    assert.ok(stuck.length > 0 && (stuck[0]?.index ?? 0) < 410, spoke(raised(verdicts)))
    assert.ok(
      verdicts.slice(424).every(verdict => verdict.status !== 'alarm' || verdict.alarm.kind !== 'stuck'),
    )
  })
})
