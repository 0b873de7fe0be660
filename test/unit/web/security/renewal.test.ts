import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { hashSync } from 'bcryptjs'
import { keepWebConfig } from '../../../../src/web/security/renewal.ts'
import { readWebConfig, type WebConfig } from '../../../../src/web/security/web-config.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { linesOf } from '../../../support/log.ts'

const PEM = fileURLToPath(new URL('../../../golden/web/', import.meta.url))

interface Kept {
  file: string
  write(lines: string): void
  copy(name: string, as: string): void
  changes: WebConfig[]
  said: string[]
  until(what: () => boolean): Promise<void>
}

const TLS = 'tls_server_config: { cert_file: server.pem, key_file: server.key }'
const demanding = (type: string): string =>
  `tls_server_config: { cert_file: server.pem, key_file: server.key, client_auth_type: ${type}, client_ca_file: authority.pem }`
const userOf = (password: string): string => `basic_auth_users: { alice: "${hashSync(password, 4)}" }`

function keep(t: TestContext, first: string): Kept {
  const folder = temporaryFolder(t)
  const file = join(folder, 'web.yml')
  const write = (lines: string): void => writeFileSync(file, lines)
  const copy = (name: string, as: string): void => copyFileSync(PEM + name, join(folder, as))
  copy('server.pem', 'server.pem')
  copy('server.key', 'server.key')
  write(first)
  const changes: WebConfig[] = []
  const { log, lines: said } = linesOf()
  const read = (): WebConfig => readWebConfig(file)
  t.after(keepWebConfig(read(), { read, log, onChange: now => changes.push(now), every: 10 }))
  const until = async (what: () => boolean): Promise<void> => {
    for (let time = 0; time < 500 && !what(); time++) await wait(10)
    assert.ok(what(), said.join('\n'))
  }
  return { file, write, copy, changes, said, until }
}

describe('a web configuration file that changes while it is used', () => {
  test('is taken over, with the certificate that it names', async t => {
    const { write, copy, changes, until } = keep(t, TLS)
    copy('client.pem', 'server.pem')
    await wait(60)
    assert.equal(changes.length, 0, 'a certificate without its key is not taken')
    copy('client.key', 'server.key')
    await until(() => changes.length === 1)
    assert.equal(changes[0]?.tls?.cert, readFileSync(`${PEM}client.pem`, 'utf8'))
    write(`${TLS}\n${userOf('secret')}`)
    await until(() => changes.length === 2)
    assert.deepEqual([...(changes[1]?.users.keys() ?? [])], ['alice'])
  })

  test('is taken over with its headers, its bound on requests, and whom it asks for a certificate', async t => {
    const { write, copy, said, changes, until } = keep(t, TLS)
    copy('authority.pem', 'authority.pem')
    write(`${demanding('RequireAndVerifyClientCert')}
http_server_config: { headers: { X-Frame-Options: deny } }
rate_limit: { interval: 1s, burst: 5 }`)
    await until(() => changes.length === 1)
    const [now] = changes
    assert.equal(now?.tls?.clientAuth, 'RequireAndVerifyClientCert')
    assert.deepEqual(now?.headers, { 'X-Frame-Options': 'deny' })
    assert.deepEqual(now?.rateLimit, { interval: 1000, burst: 5 })
    assert.deepEqual(said.length, 1, 'nothing waits for a reload')
  })

  test('asks for no less than before by itself, and renews the certificate all the same', async t => {
    for (const less of [TLS, demanding('VerifyClientCertIfGiven')]) {
      const { write, copy, said, changes, until } = keep(t, TLS)
      copy('authority.pem', 'authority.pem')
      write(demanding('RequireAndVerifyClientCert'))
      await until(() => changes.length === 1)
      copy('client.pem', 'server.pem')
      copy('client.key', 'server.key')
      write(less)
      await until(() => changes.length === 2)
      const [before, now] = changes
      assert.equal(now?.tls?.clientAuth, 'RequireAndVerifyClientCert')
      assert.equal(now?.tls?.clientCa, before?.tls?.clientCa)
      assert.equal(now?.tls?.cert, readFileSync(`${PEM}client.pem`, 'utf8'))
      assert.match(said.at(-1) ?? '', /a change of the web configuration file waits for a reload/)
    }
  })

  test('is said once where it cannot be used, and again where it can', async t => {
    const { write, said, changes, until } = keep(t, userOf('secret'))
    write('basic_auth_users: { alice: nonsense }')
    await until(() => said.length === 1)
    await wait(60)
    assert.deepEqual([said.length, changes.length], [1, 0])
    assert.match(said[0] ?? '', /ERROR the web configuration file is not taken.*basic_auth_users\.alice/i)
    write(userOf('another'))
    await until(() => said.length === 2)
    assert.match(said[1] ?? '', /the web configuration file is read again/)
    assert.equal(changes.length, 1)
  })

  test('opens nothing by itself that was locked: an editor may have written half of it', async t => {
    const { write, said, changes, until } = keep(t, `${TLS}\n${userOf('secret')}`)
    write('')
    await until(() => said.length === 1)
    assert.match(said[0] ?? '', /a change of the web configuration file waits for a reload/)
    assert.equal(changes.length, 0)
  })

  test('leaves all as it is where nothing has changed but its time', async t => {
    const { write, said, changes } = keep(t, TLS)
    write(TLS)
    await wait(80)
    assert.deepEqual([said, changes], [[], []])
  })
})
