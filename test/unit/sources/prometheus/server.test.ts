import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'
import { apiOf, nowOf, numberOf } from '../../../../src/sources/prometheus/server.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { fakePrometheus } from '../../../support/sources/fake-prometheus.ts'

const { signal } = new AbortController()

test('a server is asked for its clock, and for one number, with the token that its file holds now', async t => {
  const fake = await fakePrometheus(t)
  fake.now = () => 1_700_000_000_123
  fake.latest = 1_600_000_000_000
  const file = join(temporaryFolder(t), 'token')
  const series = [{ name: 'q', query: 'q' }]
  const options = prometheusOptions.parse({
    name: 'm',
    type: 'prometheus',
    url: fake.url,
    token_file: file,
    series,
  })
  for (const token of ['first', 'second']) {
    writeFileSync(file, `${token}\n`)
    assert.equal(await nowOf(apiOf(options, signal), signal), 1_700_000_000_123)
    assert.equal(fake.headers.at(-1)?.authorization, `Bearer ${token}`)
  }
  const api = apiOf(options, signal)
  assert.equal(await numberOf(api, 'max(timestamp(up))', {}, signal), 1_600_000_000)
  fake.latest = null
  assert.equal(await numberOf(api, 'max(timestamp(up))', {}, signal), null)
})
