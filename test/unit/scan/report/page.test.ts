import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanPage } from '../../../../src/scan/report/page.ts'
import { drifted, scanned, someDrifted } from '../../../support/scan/drifted.ts'

test('the page has a picture of each change, folded, asks nobody for anything, and takes no label for markup', () => {
  const page = scanPage(scanned(someDrifted(), { warnings: ['<script>'] }))
  assert.equal(page.match(/<svg class="spark"/g)?.length, 3)
  assert.match(page, /1 more began with it, all with job=/)
  assert.match(page, /2 more of its changes stand\./)
  assert.match(page, /What was left out/)
  assert.doesNotMatch(page, /<script|<b>&quot;|host="<b>"|https?:\/\/(?!127\.0\.0\.1:9090|www\.w3\.org)/)
})

test('of many that began together some are drawn, and the others counted', () => {
  const many = Array.from({ length: 20 }, (_, i) => drifted({ job: 'api', host: String(i) }))
  const page = scanPage(scanned(many))
  assert.equal(page.match(/<svg class="spark"/g)?.length, 13)
  assert.match(page, /And 7 more\./)
  assert.match(scanPage(scanned([])), /Nothing has changed/)
})
