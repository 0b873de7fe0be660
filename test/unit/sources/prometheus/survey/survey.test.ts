import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { parseConfig } from '../../../../../src/config/load.ts'
import { SourceError } from '../../../../../src/core/errors.ts'
import { surveyPrometheus } from '../../../../../src/sources/prometheus/survey/survey.ts'
import { type FakePrometheus, fakePrometheus, ok } from '../../../../support/sources/fake-prometheus.ts'

const NOW = Date.UTC(2026, 5, 29, 12, 5)
const NOON = Date.UTC(2026, 5, 29, 12)
const { signal } = new AbortController()

/** Every query gives one series of one value, but those of `silent` metrics. */
async function having(t: TestContext, names: readonly string[], silent = '-'): Promise<FakePrometheus> {
  const fake = await fakePrometheus(t)
  fake.now = () => NOW
  fake.samples.push({ labels: { job: 'api' }, at: NOON, text: '1' })
  fake.instead = ({ path, query }, response) => {
    if (path.endsWith('metadata')) ok(response, {})
    else if (query.startsWith('count by'))
      ok(response, { result: names.map(name => ({ metric: { __name__: name }, value: [0, '3'] })) })
    else if (query.includes(silent)) ok(response, { result: [] })
    else return false
    return true
  }
  return fake
}

describe('looking at a stranger’s Prometheus', () => {
  test('writes what was recognised and gives values, as a configuration that is valid', async t => {
    const names = [
      'task_seconds_sum',
      'task_seconds_count',
      'task_errors_total',
      'queue_depth',
      'go_goroutines',
    ]
    const { url } = await having(t, names, 'queue_depth')
    const { summary, config, variable } = await surveyPrometheus(
      url.replace('//', '//me:secret@'),
      signal,
      false,
    )
    assert.equal(
      summary,
      `${url}/ has 5 metrics. Recognised by name, tried, and written:
  task seconds: how long something takes, 1 series
  task errors: what fails, a second, 1 series
  1 more were recognised, or gave no value: slowburn init --all`.replace(`${url}/`, url),
    )
    assert.doesNotMatch(config + summary, /secret/)
    assert.equal(variable, 'PROMETHEUS_URL')
    const [source] = parseConfig(config, { PROMETHEUS_URL: url }).sources
    assert.ok(source?.type === 'prometheus')
    assert.deepEqual(
      source.series.map(({ name, unit, good }) => [name, unit, good]),
      [
        ['task seconds', 'seconds', 'down'],
        ['task errors', 'unitless', 'down'],
      ],
    )
  })

  test('says so where nothing was recognised, and stays short where much was', async t => {
    const none = await surveyPrometheus((await having(t, ['temperature'])).url, signal, false)
    assert.match(none.summary, /has 1 metrics\. None of them was recognised\.$/)
    assert.match(none.config, /series: \[\] {3}# nothing was recognised/)
    const many = Array.from({ length: 300 }, (_, i) => `queue_${i}`)
    const { config } = await surveyPrometheus((await having(t, many)).url, signal, false)
    assert.ok(config.split('\n').length < 150)
    assert.match(config, /Not written: 292 more/)
  })

  test('cannot, where nobody answers: one line, without the password', async () => {
    await assert.rejects(
      surveyPrometheus('http://me:hunter2@127.0.0.1:1', signal, false),
      error => error instanceof SourceError && !error.message.includes('hunter2'),
    )
  })
})
