import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  alarmShape,
  changeShape,
  fleetShape,
  monitorShape,
} from '../../../../src/storage/shapes/detection.ts'
import { changeOf, recordOf, T0 } from '../../../support/alerts/alerting.ts'

test('a change and its alarm are read as detection writes them, those of earlier versions too', () => {
  assert.equal(changeShape(changeOf()), null)
  assert.equal(alarmShape(recordOf(T0).alarm), null)
  const { kindProbability, alternative, ...before } = changeOf()
  assert.ok(kindProbability > 0 && alternative === null)
  assert.equal(changeShape(before), null)
  // An infinite figure is null in JSON.
  assert.equal(changeShape({ ...changeOf(), evidence: null }), null)
})

test('what detection never wrote is named', () => {
  assert.match(changeShape({ ...changeOf(), kind: 'garbage' }) ?? '', /^kind/)
  assert.match(changeShape({ ...changeOf(), onset: { value: 'x' } }) ?? '', /^onset/)
  assert.match(fleetShape({ version: 1, granted: { 1: 'x' } }) ?? '', /^granted/)
  assert.match(monitorShape({}) ?? '', /version/)
})
