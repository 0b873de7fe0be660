import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { checkConnections, checkSources, checkWebConfig } from '../../../../src/app/check/check.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { nobodyAt } from '../../../support/delivery/http.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fakePrometheus } from '../../../support/sources/fake-prometheus.ts'
import { unattended } from '../../../support/unattended.ts'

const SIGNAL = new AbortController().signal

function configOf(t: TestContext, more = '') {
  const folder = JSON.stringify(join(temporaryFolder(t), 'data'))
  return parseConfig(
    `data: { folder: ${folder} }\nsources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]\n${more}`,
    {},
  )
}

test('every part is tried, and one that is well has no fault', async t => {
  const parts = await checkConnections(configOf(t), systemClock, SIGNAL, unattended)
  const faults = new Map(parts.map(({ part, faults: found }) => [part, found]))
  for (const part of ['data.folder', 'sources.0 (app)', 'charts'])
    assert.deepEqual(faults.get(part), [], part)
})

test('a mail server that is away is a fault of its part, and stops no other', async t => {
  const more = `listen: { url: '${await nobodyAt()}' }
contacts: [{ name: ann, email: ann@example.org }]
smtp: { host: 127.0.0.1, port: 9, tls: none, from: slowburn@example.org }
`
  const parts = await checkConnections(configOf(t, more), systemClock, SIGNAL, unattended)
  const faulty = parts.filter(({ faults }) => faults.length > 0)
  assert.equal(faulty.length, 1)
  assert.match(faulty[0]?.part ?? '', /^email /)
  assert.ok(parts.length > 3)
})

test('a web configuration that is not there is a fault that names it', async t => {
  const config = configOf(t, 'listen: { web_config: /nowhere/web.yml }\n')
  const [part] = await checkWebConfig(config)
  assert.match(part?.part ?? '', /listen\.web_config/)
  assert.equal(part?.faults.length, 1)
  assert.deepEqual(await checkWebConfig(configOf(t)), [])
})

test('what a web configuration asks for and is not done is a note, and no fault', async t => {
  const PEM = fileURLToPath(new URL('../../../golden/web/', import.meta.url))
  const file = join(temporaryFolder(t), 'web.yml')
  writeFileSync(
    file,
    `tls_server_config: { cert_file: ${PEM}server.pem, key_file: ${PEM}server.key }\nhttp_server_config: { http2: true }\n`,
  )
  const [part] = await checkWebConfig(configOf(t, `listen: { web_config: ${file} }\n`))
  assert.deepEqual(part?.faults, [])
  assert.deepEqual(
    part?.notes?.map(({ path, message }) => `${path} ${message}`),
    ['http_server_config.http2 is not spoken: all is served as HTTP/1.1'],
  )
})

test('what the check of a source has seen is a note, and no fault', async t => {
  const fake = await fakePrometheus(t)
  const entry = `{ name: metrics, type: prometheus, url: '${fake.url}', series: [{ name: q, query: x }] }`
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(temporaryFolder(t))} }\nsources: [${entry}]\n`,
    {},
  )
  const [part] = await Promise.all(checkSources(config, systemClock, SIGNAL, unattended))
  assert.deepEqual(part?.faults, [])
  assert.deepEqual(
    part?.notes?.map(({ path, message }) => `${path} ${message}`),
    ['series.q q gives no value just now'],
  )
})

test('a calendar of a rota that cannot be read is a fault of that rota, with its path and without its address', async t => {
  const address = `${await nobodyAt()}/a-secret.ics`
  const more = `contacts: [{ name: ann, email: ann@example.org }]
rotas:
  - { name: web, ics: "${address}", contacts: [ann] }
  - { name: file, ics: /nowhere/duty.ics, contacts: [ann] }
  - { name: weekly, start: 2026-10-05T09:00, contacts: [ann] }
`
  const parts = await checkConnections(configOf(t, more), systemClock, SIGNAL, unattended)
  const found = parts.filter(({ part }) => part.startsWith('rotas.'))
  assert.deepEqual(
    found.map(({ part, faults }) => [part, faults.map(({ path }) => path)]),
    [
      ['rotas.0 (web)', ['rotas.0.ics']],
      ['rotas.1 (file)', ['rotas.1.ics']],
    ],
  )
  assert.match(found[0]?.faults[0]?.message ?? '', /ECONNREFUSED/)
  assert.match(found[1]?.faults[0]?.message ?? '', /ENOENT.*\/nowhere\/duty\.ics/)
  assert.doesNotMatch(JSON.stringify(found), /a-secret/)
})
