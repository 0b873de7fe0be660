import assert from 'node:assert/strict'
import { test } from 'node:test'
import { retention } from '../../../../../src/app/doctor/checks/retention.ts'
import { findings, installationOf } from '../../../../support/process/installation.ts'

test('the defaults are long enough, and what is too short to detect by is named', async t => {
  assert.deepEqual(await findings(retention, installationOf(t)), [])
  const { config, ...rest } = installationOf(t)
  if (config === null) throw new Error('the sample has a configuration')
  const data = { ...config.data, keep: 86_400_000, keepHours: 86_400_000 }
  const found = await findings(retention, { ...rest, config: { ...config, data } })
  assert.deepEqual(
    found.map(one => one.split(':')[0]),
    ['warning data.keep', 'warning data.keep_hours', 'warning data.keep'],
  )
})
