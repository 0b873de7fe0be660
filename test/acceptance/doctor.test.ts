// `slowburn doctor` beside a real service: while it runs, and after it was killed.
import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startService } from '../support/process/service.ts'

describe('an installation with a database that is away and a token that everybody can read', () => {
  test('is diagnosed while the service runs, and as well once it was killed', async t => {
    const { folder, page, running, slowburn } = await startService(
      t,
      'heartbeat: { url: "http://127.0.0.1:9/" }\n',
    )
    chmodSync(join(folder, 'data', 'control-token'), 0o604)
    const scrape = await fetch(`${page}metrics`, { headers: { 'X-Prometheus-Scrape-Timeout-Seconds': '10' } })
    assert.equal(scrape.status, 200)
    const alive = await slowburn('doctor', '--json')
    const { findings } = JSON.parse(alive.stdout) as {
      findings: Array<{ stage: string; where: string; what: string }>
    }
    const found = findings.map(({ stage, where, what }) => `${stage} | ${where} | ${what}`)
    assert.equal(alive.code, 1)
    assert.match(found[0] ?? '', /^data \| .*control-token \| is open to every user/)
    assert.ok(
      found.some(one => /^sources \| sources\.0 \(p\) \| .*ECONNREFUSED/.test(one)),
      found.join('\n'),
    )
    assert.ok(found.some(one => one.startsWith('delivery | heartbeat |')))
    assert.ok(
      !found.some(one => one.includes('no service runs') || one.includes('database')),
      found.join('\n'),
    )

    await running.end('SIGKILL')
    const dead = await slowburn('doctor')
    assert.match(dead.stdout, /^\d+\. fault: service: process \d+ ended without closing/m)
    assert.equal(dead.code, 1)
  })
})
