import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod'
import { parseConfig } from '../../../src/config/load.ts'
import { contactsOf, type ReadableConfig, readableOf } from '../../../src/config/readable.ts'
import { configSchema } from '../../../src/config/schema.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { type Fits, fails, holds } from '../../support/types.ts'

const SECRET = 'a-secret-that-nobody-may-read'

const config = parseConfig(
  `name: shop
time_zone: Europe/Berlin
sources:
  - { name: app, type: push, token: ${SECRET}, feeds: [task] }
  - { name: database, type: postgres, url: "postgres://u:${SECRET}@db/app", tables: [{ table: t, as: tasks, columns: { id: id, created_at: c, completed_at: d } }] }
heartbeat: { url: "https://watcher.example/${SECRET}" }
telemetry: { endpoint: "http://127.0.0.1:4318", headers: { authorization: ${SECRET} } }
access: { tokens: [{ name: ci, role: read, hash: "sha256:${'0a'.repeat(32)}" }] }
smtp: { host: mail.example, from: a@example.org, user: u, password: ${SECRET} }
contacts: [{ name: chat, slack: { url: "https://hooks.example/${SECRET}" } }, { name: oncall, email: b@example.org }]
route: { to: [chat] }
`,
  {},
)

test('pages read what a key says, with its default where nothing was said', () => {
  const settings = readableOf(config)
  assert.equal(settings.name, 'shop')
  assert.equal(settings.timeZone, 'Europe/Berlin')
  assert.equal(settings.tick, MINUTE)
  assert.equal(settings.listen.port, 9464)
})

test('no secret of any key is among it, neither by value nor by type', () => {
  const text = JSON.stringify(readableOf(config))
  assert.ok(!text.includes(SECRET) && !text.includes('0a0a'))
  for (const key of ['sources', 'heartbeat', 'telemetry', 'access', 'smtp', 'contacts', 'receive'] as const) {
    assert.ok(!(key in readableOf(config)), key)
  }
  fails<Fits<'sources', keyof ReadableConfig>>()
  fails<Fits<'heartbeat', keyof ReadableConfig>>()
  fails<Fits<'telemetry', keyof ReadableConfig>>()
  fails<Fits<'access', keyof ReadableConfig>>()
  fails<Fits<'contacts', keyof ReadableConfig>>()
  holds<Fits<'listen', keyof ReadableConfig>>()
})

test('whom there is to notify is read by name and channel, without an address', () => {
  assert.deepEqual(contactsOf(config), [
    { name: 'chat', channels: ['slack'] },
    { name: 'oncall', channels: ['email'] },
  ])
  assert.ok(Object.isFrozen(contactsOf(config)[0]))
})

test('every option that is named like a secret is marked as one', () => {
  const unmarked = optionsOf(
    '',
    z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node,
  )
    .filter(({ path }) => /(?:^|[._])(?:password|token|secret|hash|authorization|routing_key)$/.test(path))
    .filter(({ node }) => !JSON.stringify(node).includes('"writeOnly":true'))
  assert.deepEqual(
    unmarked.map(({ path }) => path),
    [],
  )
})

interface Node {
  properties?: Record<string, Node>
  items?: Node
  additionalProperties?: Node | boolean
  anyOf?: Node[]
  oneOf?: Node[]
}

/** Every option in a schema with its dotted path. */
function optionsOf(path: string, node: Node): Array<{ path: string; node: Node }> {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [] } = node
  const inner = [items, additionalProperties, ...anyOf, ...oneOf].filter(each => typeof each === 'object')
  return [
    ...Object.entries(properties).flatMap(([key, child]) => [
      { path: `${path}.${key}`, node: child },
      ...optionsOf(`${path}.${key}`, child),
    ]),
    ...inner.flatMap(each => optionsOf(path, each)),
  ]
}
