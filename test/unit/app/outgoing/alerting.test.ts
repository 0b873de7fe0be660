import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alertingOf } from '../../../../src/app/outgoing/alerting.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { DAY, HOUR } from '../../../../src/core/duration.ts'
import { SETTINGS } from '../../../support/alerts/alert-samples.ts'

const charts = { draw: () => new Uint8Array(), prepare: async () => undefined }

test('alerts are routed as the configuration says, and received ones lapse after two days where it says nothing', () => {
  const config = parseConfig(
    `sources: [{ name: platform, type: push, token: a-token-of-twenty-letters, feeds: [task] }]
contacts: [{ name: ann, email: ann@example.org }]
route: { to: [ann] }`,
    {},
  )
  const alerting = alertingOf(config, SETTINGS, charts)
  assert.equal(alerting.policy.route, config.route)
  assert.deepEqual(
    alerting.contacts.map(({ name }) => name),
    ['ann'],
  )
  assert.equal(alerting.patience, 2 * DAY)
  const receiving = { ...config, receive: { patience: HOUR } } as typeof config
  assert.equal(alertingOf(receiving, SETTINGS, charts).patience, HOUR)
})
