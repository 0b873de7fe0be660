import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanText } from '../../../../src/cli/terminal/scan-text.ts'
import { drifted, scanned, someDrifted } from '../../../support/scan/drifted.ts'

test('a scan is a story a paragraph, in 80 columns', () => {
  const text = scanText(scanned(someDrifted(), { beyond: 5 }), 20)
  assert.equal(
    text,
    `http://127.0.0.1:9090: 120 series of 4 metrics, 30 days to 30 Nov 00:00 UTC, in
buckets of 3h.

3 have changed and not come back, in 2 stories, the largest first:

  1 level up +50 %, from 100 ms to 150 ms
    mean of run_seconds{job="api", host="a"}
    since 20 Nov 00:00 UTC (90 %: 19 Nov 21:00 to 20 Nov 03:00)
    1 more began with it, all with job="api":
      level up +50 %, from 100 ms to 150 ms: mean of run_seconds{job="api",
      host="<b>"}

  2 level down, from 0.1 to 0.15 a second
    rate of sent_total{job="mail"}
    since 27 Nov 00:00 UTC (90 %: 26 Nov 21:00 to 27 Nov 03:00)

5 series were not looked at: see --most and --match.
`,
  )
})

test('what is beyond is counted', () => {
  const many = Array.from({ length: 9 }, (_, i) => drifted({ job: 'api', host: String(i) }))
  assert.match(scanText(scanned(many), 20), /and 3 more\n/)
  assert.match(scanText(scanned(someDrifted()), 1), /\nAnd 1 more: see --top, --html and --json\.\n/)
  assert.match(scanText(scanned([]), 20), /Nothing has changed that has not come back\.\n/)
})
