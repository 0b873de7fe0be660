import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { alertAddress, alertTable } from '../../../../src/web/pages/alerts.ts'
import { depsOf } from '../../../support/web/deps.ts'
import { fixture } from '../../../support/web/fixture.ts'
import { NOW } from '../../../support/web/moment.ts'
import { ask, withWeb } from '../../../support/web/web-http.ts'

const { views, alerts } = await fixture()
const get = (path: string): Promise<{ status: number; body: string }> =>
  withWeb(depsOf(views), url => ask(url + path))

describe('the page of an alert', () => {
  test('is headed by what happened, and names its rule below', async () => {
    const [alert] = alerts
    assert.ok(alert !== undefined)
    const { body } = await get(alertAddress(alert.episode.id).slice(1))
    const heading = /<h1>([\s\S]*?)<\/h1>/.exec(body)?.[1] ?? ''
    assert.doesNotMatch(heading, /drift/)
    assert.match(body, /Rule “<bdi>drift<\/bdi>”, severity page\. Raised by the detector level\./)
    assert.match(body, /<h2 id="sent">Notifications<\/h2>/)
  })

  test('does not exist where there is no such alert', async () => {
    assert.equal((await get('alerts/none')).status, 404)
  })
})

describe('the list of alerts', () => {
  test('counts what fires and what is pending, and lists those that stand first', async () => {
    const { body } = await get('alerts')
    assert.match(body, /<h1>5 alerts are firing, 1 pending<\/h1>/)
    assert.match(body, /Alerts that stand/)
  })

  test('has one row an alert, with a link to its page', () => {
    const table = alertTable(alerts, NOW, 'Alerts').toString()
    for (const { episode } of alerts)
      assert.ok(table.includes(`href="${alertAddress(episode.id).replaceAll('"', '&quot;')}"`))
  })

  test('addresses an alert whatever its id', () => {
    assert.equal(alertAddress('drift{"2"}'), '/alerts/drift%7B%222%22%7D')
  })
})
