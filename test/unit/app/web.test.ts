import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { waysOf, webConfigOf } from '../../../src/app/web.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { NO_WEB_CONFIG } from '../../../src/web/security/web-config.ts'
import { temporaryFolder } from '../../support/folder.ts'

const LISTEN = {
  host: '127.0.0.1',
  port: 0,
  socket: null,
  socketGroup: null,
  url: null,
  hosts: [],
  proxies: [],
  probes: null,
  metricsSeries: 40_000,
  webConfig: null,
}

describe('who may log in', () => {
  test('is nobody where no web configuration file is named', () => {
    const access = { anonymous: null, users: {}, tokens: [] }
    assert.deepEqual(webConfigOf({ listen: LISTEN, access }), NO_WEB_CONFIG)
  })

  test('are the users of the file; a role for anybody else is a fault', t => {
    const file = join(temporaryFolder(t), 'web.yml')
    const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi'
    writeFileSync(file, `basic_auth_users: { prometheus: "${hash}" }\n`)
    const listen = { ...LISTEN, webConfig: file }
    const access = { anonymous: null, users: { prometheus: 'scrape' as const }, tokens: [] }
    assert.deepEqual([...webConfigOf({ listen, access }).users.keys()], ['prometheus'])
    assert.throws(
      () => webConfigOf({ listen, access: { ...access, users: { ann: 'act' } } }),
      (error: unknown) =>
        error instanceof ConfigError && /access\.users\.ann: is no user of the web/.test(error.message),
    )
  })
})

describe('where messages go', () => {
  const ways = (rest: string): unknown =>
    waysOf(
      parseConfig(
        `sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n${rest}`,
        {},
      ),
    )

  test('is no folder of mail where nobody is written mail', () => {
    const contact = 'contacts: [{ name: ops, pagerduty: { routing_key: 0123456789abcdef0123456789abcdef } }]'
    assert.deepEqual(ways(contact), [{ channel: 'pagerduty', to: 'contacts' }])
    assert.deepEqual(ways('contacts: []'), [])
  })

  test('is the folder of mail without a server, and the server with one', () => {
    const contacts = 'contacts: [{ name: ann, email: [ann@example.org] }]\ndata: { folder: /d }'
    assert.deepEqual(ways(contacts), [{ channel: 'email', to: 'folder', at: '/d/mailbox' }])
    assert.deepEqual(ways(`${contacts}\nsmtp: { host: mx.example.org, port: 587, from: a@example.org }`), [
      { channel: 'email', to: 'server', at: 'mx.example.org:587' },
    ])
  })
})
