import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outboundTrials } from '../../../../src/app/check/check-outbound.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { nobodyAt, serverFor } from '../../../support/delivery/http.ts'
import { unattended } from '../../../support/unattended.ts'

async function faultsOf(more: string): Promise<string[]> {
  const config = parseConfig(
    `sources:
  - { name: p, type: postgres, url: "postgres://x@127.0.0.1/app", tables: [ { table: t, as: tasks, columns: { id: id, created_at: c, completed_at: d, status: s } } ] }
${more}`,
    {},
  )
  const trials = outboundTrials(config, leapingClock(0), new AbortController().signal, unattended)
  const found = await Promise.all(trials.map(async ({ part, faults }) => [part, await faults()] as const))
  return found.flatMap(([part, faults]) =>
    Array.isArray(faults) ? faults.map(({ message }) => `${part}: ${message}`) : [],
  )
}

test('a dead webhook, heartbeat, Alertmanager and OpenTelemetry endpoint are each named, without secrets', async () => {
  const dead = await nobodyAt()
  const faults = await faultsOf(`contacts:
  - { name: pager, webhook: { url: "${dead}/a-secret", secret: sixteen characters } }
  - { name: team, slack: { url: "${dead}/a-secret" } }
heartbeat: { url: "${dead}/a-secret" }
alertmanager: { members: ["${dead}"] }
telemetry: { endpoint: "${dead}" }
`)
  assert.equal(faults.length, 6, faults.join('\n'))
  for (const part of ['webhook', 'slack', 'heartbeat', 'alertmanager.members.0', 'telemetry']) {
    assert.ok(
      faults.some(fault => fault.startsWith(`${part}: `) && fault.includes('cannot be reached')),
      part,
    )
  }
  assert.doesNotMatch(faults.join('\n'), /a-secret/)
})

test('what answers has no fault', async t => {
  const { url } = await serverFor(t)
  assert.deepEqual(
    await faultsOf(
      `contacts: [ { name: pager, webhook: { url: "${url}/x", secret: sixteen characters } } ]\nheartbeat: { url: "${url}" }\n`,
    ),
    [],
  )
})

test('an address of links whose name nobody knows is a fault, whether the service runs or not', async () => {
  const faults = await faultsOf('listen: { url: "http://nosuch.invalid/" }\n')
  assert.match(
    faults.join('\n'),
    /^listen\.url: nosuch\.invalid cannot be reached: .*(?:ENOTFOUND|EAI_AGAIN)/m,
  )
})

test('a message to people that leaves the machine needs an address for its links, one to a program or into a folder none', async t => {
  const { url } = await serverFor(t)
  const unset = async (contact: string): Promise<boolean> =>
    (await faultsOf(`contacts: [ { name: ann, ${contact} } ]\n`)).some(fault =>
      fault.startsWith('listen.url: is not set, so the links in messages'),
    )
  assert.equal(await unset(`slack: { url: "${url}/x" }`), true)
  assert.equal(await unset(`webhook: { url: "${url}/x", secret: sixteen characters }`), false)
  assert.equal(await unset('email: ann@example.org'), false)

  const mail = `contacts: [ { name: ann, email: ann@example.org } ]
smtp: { host: 127.0.0.1, port: 1, tls: none, from: s@example.org }
`
  assert.ok((await faultsOf(mail)).some(fault => fault.startsWith('listen.url: is not set')))
  const named = await faultsOf(`${mail}listen: { url: "${await nobodyAt()}" }\n`)
  assert.ok(!named.some(fault => fault.startsWith('listen.url')))
})
