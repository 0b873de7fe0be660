import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { ReceivedAlert } from '../../../../src/alerting/received.ts'
import type { Truncation } from '../../../../src/alerting/truncated.ts'
import { manualClock } from '../../../../src/core/clock.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { type Answered, ask, withWeb } from '../../../support/web/web-http.ts'

const TOKEN = 'a token of sufficient length'
const { views } = await fixture()

interface CredentialsCheck {
  taken: ReceivedAlert[]
  truncations: Truncation[]
  full: { disk: boolean }
  post(body: unknown, headers?: Record<string, string>, path?: string): Promise<Answered>
}

function withDoor(use: (door: CredentialsCheck) => Promise<void>): Promise<void> {
  const taken: ReceivedAlert[] = []
  const full = { disk: false }
  const truncations: Truncation[] = []
  const receive = (alerts: readonly ReceivedAlert[], truncation?: Truncation) => {
    if (full.disk) throw new Error('the disk is full')
    taken.push(...alerts)
    if (truncation !== undefined) truncations.push(truncation)
    return { taken: alerts.length, ours: 0, ignored: 0 }
  }
  const deps = depsOf(views, { receive: { token: TOKEN, clock: manualClock(NOW), receive } })
  return withWeb(deps, url =>
    use({
      taken,
      truncations,
      full,
      post: (body, headers = {}, path = 'alertmanager') =>
        ask(`${url}api/v1/${path}`, {
          method: 'POST',
          headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
    }),
  )
}

/** As an Alertmanager writes it, with what we do not need. */
const MESSAGE = {
  version: '4',
  groupKey: '{}:{alertname="HighErrorRate"}',
  truncatedAlerts: 0,
  status: 'firing',
  receiver: 'slowburn',
  groupLabels: { alertname: 'HighErrorRate' },
  commonLabels: {},
  commonAnnotations: {},
  externalURL: 'http://alertmanager:9093',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'HighErrorRate', service: 'api' },
      annotations: { summary: 'Errors' },
      startsAt: '2026-11-16T00:00:00.123456789Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://prometheus:9090/graph',
      fingerprint: '0123456789abcdef',
    },
  ],
}

describe('the door for the alerts of an Alertmanager', () => {
  test('passes on how many alerts were left out', () =>
    withDoor(async ({ post, truncations }) => {
      await post({ ...MESSAGE, truncatedAlerts: 25 })
      assert.deepEqual(
        truncations.map(({ sender, group, leftOut }) => [sender, group, leftOut]),
        [['Alertmanager', MESSAGE.groupKey, 25]],
      )
    }))

  test('takes what an Alertmanager sends', () =>
    withDoor(async ({ post, taken }) => {
      const answer = await post(MESSAGE)
      assert.deepEqual([answer.status, JSON.parse(answer.body)], [200, { taken: 1, ours: 0, ignored: 0 }])
      assert.deepEqual(taken, [
        {
          status: 'firing',
          labels: { alertname: 'HighErrorRate', service: 'api' },
          annotations: { summary: 'Errors' },
          startsAt: Date.UTC(2026, 10, 16, 0, 0, 0, 123),
          endsAt: null,
          generatorUrl: 'http://prometheus:9090/graph',
        },
      ])
    }))

  test('is shut to whoever shows no token or another', () =>
    withDoor(async ({ post, taken }) => {
      for (const Authorization of ['', 'Bearer x', `Basic ${TOKEN}`]) {
        const answer = await post(MESSAGE, { Authorization })
        assert.equal(answer.status, 401)
        assert.match(answer.body, /receive\.token of the configuration/)
      }
      assert.equal(taken.length, 0)
    }))

  test('says what it cannot read, and takes none of it', () =>
    withDoor(async ({ post, taken }) => {
      const [alert] = MESSAGE.alerts
      const broken: ReadonlyArray<readonly [unknown, number, RegExp]> = [
        ['{', 400, /cannot be read/],
        [{ ...MESSAGE, version: '3' }, 422, /version: /],
        [{ ...MESSAGE, alerts: [alert, { ...alert, startsAt: 'yesterday' }] }, 422, /alerts\.1\.startsAt/],
        [{ ...MESSAGE, alerts: [{ ...alert, labels: { a: 1 } }] }, 422, /alerts\.0\.labels\.a/],
        [{ ...MESSAGE, alerts: [{ ...alert, status: 'odd' }] }, 422, /alerts\.0\.status/],
      ]
      for (const [body, status, words] of broken) {
        const answer = await post(body)
        assert.equal(answer.status, status, answer.body)
        assert.match(answer.body, words)
      }
      assert.equal((await post(MESSAGE, { 'Content-Type': 'text/plain' })).status, 415)
      assert.equal(taken.length, 0)
    }))

  test('asks for the alerts again when they cannot be kept', () =>
    withDoor(async ({ post, full }) => {
      full.disk = true
      assert.equal((await post(MESSAGE)).status, 503)
      full.disk = false
      assert.equal((await post(MESSAGE)).status, 200)
    }))
})

/** In the shape of the example of Grafana's documentation of its webhook: two alerts, one of which has ended, and no `valueString`. */
const GRAFANA = {
  receiver: 'slowburn',
  status: 'firing',
  orgId: 1,
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'High memory usage', team: 'blue', zone: 'us-1' },
      annotations: { summary: 'Memory of us-1', runbook_url: 'https://runbooks.example.org/memory' },
      startsAt: '2026-11-12T09:51:03.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.org/alerting/1afz29v7z/edit',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example.org/alerting/silence/new?alertmanager=grafana',
      dashboardURL: '',
      panelURL: '',
      values: { B: 44.23943737541908, C: 1 },
    },
    {
      status: 'resolved',
      labels: { alertname: 'High CPU usage', team: 'blue', zone: 'eu-1' },
      annotations: {},
      startsAt: '2026-11-12T09:56:03.157076+02:00',
      endsAt: '2026-11-12T10:01:03.157076+02:00',
      generatorURL: 'https://grafana.example.org/alerting/d1rdpdv7k/edit',
      fingerprint: 'bc97ff14869b13e3',
      silenceURL: '',
      dashboardURL: '',
      panelURL: '',
      values: null,
    },
  ],
  groupLabels: {},
  commonLabels: { team: 'blue' },
  commonAnnotations: {},
  externalURL: 'https://grafana.example.org/',
  version: '1',
  groupKey: '{}:{}',
  truncatedAlerts: 0,
  title: '[FIRING:1, RESOLVED:1]',
  state: 'alerting',
  message: '**Firing**',
}

describe("the door for Grafana's webhook", () => {
  test('takes the message that its documentation shows, beginnings and ends', () =>
    withDoor(async ({ post, taken }) => {
      const answer = await post(GRAFANA, {}, 'grafana')
      assert.deepEqual([answer.status, JSON.parse(answer.body)], [200, { taken: 2, ours: 0, ignored: 0 }])
      assert.deepEqual(
        taken.map(({ status, labels, startsAt }) => [status, labels.alertname, startsAt]),
        [
          ['firing', 'High memory usage', Date.UTC(2026, 10, 12, 7, 51, 3, 157)],
          ['resolved', 'High CPU usage', Date.UTC(2026, 10, 12, 7, 56, 3, 157)],
        ],
      )
    }))
})
