// Broken set-ups are in test/acceptance/will-it-arrive.test.ts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainDelivery } from '../../../../src/app/outgoing/explain-delivery.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { ConfigError } from '../../../../src/core/errors.ts'
import { startDns } from '../../../support/deliverability/dns.ts'

const SOURCE = 'sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n'
const MAIL = `${SOURCE}contacts: [{ name: ann, email: ann@example.net }, { name: team, slack: { url: "https://hooks.example.org/x" } }]
smtp: { host: mail.example.org, from: s@example.org }
`
const { signal } = new AbortController()

test('mail leaves by the public addresses of its server', async t => {
  const zone = { 'mail.example.org': { A: ['198.51.100.7', '10.0.0.7'] } }
  const options = { to: null, resolvers: [await startDns(t, zone)], outgoing: [] }
  const found = await explainDelivery(parseConfig(MAIL, {}), options, systemClock, signal)
  assert.deepEqual([found.outgoing, found.recipients], [['198.51.100.7'], ['ann@example.net']])
})

test('without a mail server, or somebody to write to, that is said', async () => {
  const options = { to: 'team', resolvers: [], outgoing: [] }
  await assert.rejects(explainDelivery(parseConfig(SOURCE, {}), options, systemClock, signal), ConfigError)
  await assert.rejects(
    explainDelivery(parseConfig(MAIL, {}), options, systemClock, signal),
    /nobody is written to/,
  )
})
