import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watched } from '../../../../../src/app/doctor/checks/watched.ts'
import { systemClock } from '../../../../../src/core/clock.ts'
import { HOUR } from '../../../../../src/core/duration.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

const scrapedAgo = (ms: number): string =>
  `slowburn_last_scrape_timestamp_seconds ${(systemClock.now() - ms) / 1000}\n`

test('without heartbeat and scrape nobody notices the end of slowburn', async t => {
  assert.match((await findings(watched, installationOf(t)))[0] ?? '', /^warning heartbeat: nobody notices/)
  assert.deepEqual(
    await findings(watched, installationOf(t, 'heartbeat: { url: "https://hc.example.org/x" }\n')),
    [],
  )
})

test('a recent scrape is enough, and one that has stopped is a fault', async t => {
  const of = (ms: number) => ({ ...installationOf(t), service: running(scrapedAgo(ms)) })
  assert.deepEqual(await findings(watched, of(0)), [])
  assert.match(
    (await findings(watched, of(HOUR)))[0] ?? '',
    /^fault \/metrics: the last scrape .* was 1h ago/,
  )
})
