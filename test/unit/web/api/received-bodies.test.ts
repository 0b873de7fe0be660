import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RECEIVING, truncationOf } from '../../../../src/web/api/received-bodies.ts'

const grafana = RECEIVING.find(({ sender }) => sender === 'Grafana')?.body

/** As Grafana 12 writes it, with what we do not need. */
function messageOf(...alerts: object[]): object {
  return {
    receiver: 'slowburn',
    status: 'firing',
    orgId: 1,
    version: '1',
    groupKey: '{}:{alertname="Disk"}',
    truncatedAlerts: 0,
    state: 'alerting',
    title: '[FIRING:1] Disk',
    message: '**Firing**',
    externalURL: 'https://grafana.example.org/sub/',
    alerts: alerts.map(one => ({
      status: 'firing',
      labels: { alertname: 'Disk', grafana_folder: 'Ops', host: 'größe-1' },
      annotations: { summary: 'Disk is full' },
      startsAt: '2026-11-28T02:30:12.157076+02:00',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://grafana.example.org/sub/alerting/a/view',
      fingerprint: 'c6eadffa33fcdf37',
      silenceURL: 'https://grafana.example.org/sub/alerting/silence/new',
      dashboardURL: '',
      panelURL: '',
      values: { B: 91.2, C: 1 },
      valueString: "[ var='B' value=91.2 ]",
      imageURL: '',
      ...one,
    })),
  }
}

describe('a message', () => {
  const alertmanager = RECEIVING.find(({ sender }) => sender === 'Alertmanager')?.body
  const alert = { status: 'firing', labels: { alertname: 'A' }, startsAt: '2026-11-28T00:00:00Z' }

  test('is read up to the first alert that cannot be read', () => {
    const unread = {
      ...alert,
      get labels() {
        return assert.fail('read on')
      },
    }
    for (const [body, version] of [
      [alertmanager, '4'],
      [grafana, '1'],
    ] as const) {
      const read = body?.safeParse({ version, orgId: 1, alerts: [alert, 7, unread] })
      assert.deepEqual(
        read?.error?.issues.map(({ path }) => path.join('.')),
        ['alerts.1'],
      )
    }
  })

  test('is refused for how many names an alert has before any of them is looked at', () => {
    const names = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`n${i}`, 'x']))
    const labels = new Proxy(names, { get: () => assert.fail('looked at') })
    const read = alertmanager?.safeParse({ version: '4', alerts: [{ ...alert, labels }] })
    assert.deepEqual(
      read?.error?.issues.map(({ path, message }) => [path.join('.'), message]),
      [['alerts.0.labels', 'has more than 64 names']],
    )
  })
})

describe('what Grafana sends', () => {
  test('is taken in, with its start to the millisecond and what it measured', () => {
    assert.deepEqual(grafana?.parse(messageOf({})), [
      {
        status: 'firing',
        labels: { alertname: 'Disk', grafana_folder: 'Ops', host: 'größe-1' },
        annotations: { message: "[ var='B' value=91.2 ]", summary: 'Disk is full' },
        startsAt: Date.UTC(2026, 10, 28, 0, 30, 12, 157),
        endsAt: null,
        generatorUrl: 'https://grafana.example.org/sub/alerting/a/view',
      },
    ])
  })

  test('is taken in where it has no data: no values, no annotations, a relative address', () => {
    const [taken] =
      grafana?.parse(
        messageOf({
          labels: { alertname: 'DatasourceNoData', rulename: 'cpu' },
          annotations: {},
          generatorURL: '?orgId=1',
          values: null,
          valueString: '',
        }),
      ) ?? []
    assert.deepEqual(taken?.annotations, {})
    assert.equal(taken?.generatorUrl, 'https://grafana.example.org/sub/?orgId=1')
  })

  test('links its panel, or else its dashboard, unless the author has', () => {
    const dashboard = (one: object): string | undefined =>
      grafana?.parse(messageOf(one))[0]?.annotations.dashboard_url
    const links = {
      dashboardURL: 'https://grafana.example.org/d/1',
      panelURL: 'https://grafana.example.org/d/1?viewPanel=2',
    }
    assert.equal(dashboard(links), links.panelURL)
    assert.equal(dashboard({ ...links, panelURL: '' }), links.dashboardURL)
    assert.equal(
      dashboard({ ...links, annotations: { dashboard_url: 'https://x.example' } }),
      'https://x.example',
    )
  })

  test('that an Alertmanager wrote is refused there, and the other way round', () => {
    const alertmanager = RECEIVING.find(({ sender }) => sender === 'Alertmanager')?.body
    assert.equal(alertmanager?.safeParse(messageOf({})).success, false)
    assert.equal(grafana?.safeParse({ version: '4', alerts: [] }).success, false)
  })

  test('loses no alert to an address that is too long', () => {
    assert.equal(
      grafana?.parse(messageOf({ generatorURL: `https://x.example/${'a'.repeat(5000)}` }))[0]?.generatorUrl,
      null,
    )
  })
})

test('how many alerts of which group were left out is read, and a message that does not say it is whole', () => {
  const body = {
    ...messageOf({}),
    truncatedAlerts: 7,
    groupLabels: { alertname: 'Disk' },
    status: 'resolved',
  }
  assert.deepEqual(truncationOf(body, 'Grafana'), {
    sender: 'Grafana',
    receiver: 'slowburn',
    group: '{}:{alertname="Disk"}',
    groupLabels: { alertname: 'Disk' },
    leftOut: 7,
    over: true,
  })
  for (const odd of [{}, { truncatedAlerts: '7', groupLabels: [1], groupKey: null }]) {
    const { leftOut, over, groupLabels } = truncationOf(odd, 'Grafana')
    assert.deepEqual([leftOut, over, groupLabels], [0, false, {}])
  }
})
