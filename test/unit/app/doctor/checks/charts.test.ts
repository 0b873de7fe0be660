import assert from 'node:assert/strict'
import { test } from 'node:test'
import { charts } from '../../../../../src/app/doctor/checks/charts.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('a chart can be drawn here', async t => {
  assert.deepEqual(await findings(charts, installationOf(t)), [])
})
