import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { checkQueries } from '../../../../src/sources/prometheus/check.ts'
import { prometheusOptions } from '../../../../src/sources/prometheus/options.ts'
import { fakePrometheus } from '../../../support/sources/fake-prometheus.ts'

const NOW = Date.UTC(2026, 5, 29, 12, 5)
const NOON = Date.UTC(2026, 5, 29, 12)

async function checking(t: TestContext, query = 'avg_over_time(x[$step])', more: object = {}) {
  const fake = await fakePrometheus(t)
  fake.now = () => NOW
  const given = { name: 'm', type: 'prometheus', url: fake.url, series: [{ name: 'q', query }], ...more }
  const check = () => checkQueries(prometheusOptions.parse(given), new AbortController().signal)
  return { fake, check: async () => (await check()).map(({ note = false, message }) => [note, message]) }
}

describe('checking the queries of a Prometheus', () => {
  test('shows what each gives', async t => {
    const { fake, check } = await checking(t)
    assert.deepEqual(await check(), [[true, 'q gives no value just now']])
    for (const job of ['a', 'b', 'c', 'd']) fake.samples.push({ labels: { job }, at: NOON, text: '0.123456' })
    assert.deepEqual(await check(), [
      [true, 'q gives 4 series now: {job="a"} 0.1235, {job="b"} 0.1235, {job="c"} 0.1235, and 1 more'],
    ])
  })

  test('names what would be refused, and a counter that is asked for as it stands', async t => {
    const { fake, check } = await checking(t, 'jobs_total{a="b"}', { most: 1 })
    for (const job of ['a', 'b']) fake.samples.push({ labels: { job }, at: NOON, text: '1' })
    assert.deepEqual(await check(), [
      [false, '1 of its samples would be refused: more than 1 series within a week'],
      [false, 'jobs_total is a counter: it goes up for as long as its program runs'],
      [true, 'q gives 1 series now: {job="a"} 1'],
    ])
  })

  test('names a token that cannot be read, and a server that is not there', async t => {
    const { check } = await checking(t, 'x', { token_file: '/nonexistent/token' })
    assert.match(String((await check())[0]?.[1]), /^its token cannot be read: ENOENT/)
    const nobody = await checking(t, 'x', { url: 'http://127.0.0.1:1' })
    assert.match(String((await nobody.check())[0]?.[1]), /^http:\/\/127\.0\.0\.1:1\/api\/v1\/query: /)
  })
})
