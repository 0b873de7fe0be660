// A real Alertmanager beside slowburn: its alerts get our emails, ours are in it, and nothing goes round in circles.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '../../src/core/clock.ts'
import { nobodyAt } from '../support/delivery/http.ts'
import { startSmtp } from '../support/delivery/smtp.ts'
import { needs, startAlertmanager } from '../support/exposition/prometheus.ts'
import { startService } from '../support/process/service.ts'

const TOKEN = 'what the two of them share'

describe('a real Alertmanager', needs('prometheus-alertmanager'), () => {
  test('sends its alerts to slowburn, which tells people, and holds those of slowburn', async t => {
    const smtp = await startSmtp()
    t.after(() => smtp.close())
    const port = new URL(await nobodyAt()).port
    const alertmanager = await startAlertmanager(t, {
      route: { receiver: 'slowburn', group_by: ['...'], group_wait: '50ms', group_interval: '100ms' },
      receivers: [
        {
          name: 'slowburn',
          webhook_configs: [
            {
              url: `http://127.0.0.1:${port}/api/v1/alertmanager`,
              http_config: { authorization: { credentials: TOKEN } },
            },
          ],
        },
      ],
    })
    const service = await startService(
      t,
      `contacts: [{ name: on call, email: on-call@example.org }]
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
alertmanager: { members: ['${alertmanager}'], every: 1s }
receive: { token: ${TOKEN} }
`,
      { port: Number(port) },
    )
    const subjects = (): string[] =>
      smtp.accepted.map(({ raw }) => /^Subject: (.*)\r$/m.exec(raw.toString())?.[1] ?? '')
    const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
      for (let left = 150; left > 0 && !(await condition()); left--) await wait(100)
    }
    const held = async (): Promise<Array<{ labels: Record<string, string> }>> =>
      (await (await fetch(`${alertmanager}/api/v2/alerts`)).json()) as Array<{
        labels: Record<string, string>
      }>

    await until(async () => (await held()).length > 0 && subjects().length > 0)
    assert.deepEqual(
      (await held()).map(({ labels }) => [labels.alertname, labels.task_type, labels.slowburn_mail]),
      [['slower-work', 'build', 'slowburn']],
    )
    assert.match(subjects()[0] ?? '', /^PAGE Task run time p50 of build stepped up/)

    const post = (endsAt?: string): Promise<Response> =>
      fetch(`${alertmanager}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify([
          {
            labels: { alertname: 'HighErrorRate', service: 'api', severity: 'critical' },
            annotations: { summary: 'Errors of api are at 12 %.' },
            startsAt: new Date(systemClock.now() - 60_000).toISOString(),
            ...(endsAt === undefined ? {} : { endsAt }),
          },
        ]),
      })
    await post()
    await until(() => subjects().length > 1)
    assert.match(subjects()[1] ?? '', /^(PAGE|WATCH) HighErrorRate of api firing since/)
    await post(new Date().toISOString())
    await until(() => subjects().length > 2)
    assert.match(subjects()[2] ?? '', /^RESOLVED HighErrorRate of api after/)

    await wait(1500)
    assert.equal(smtp.accepted.length, 3, subjects().join('\n'))
    const { alerts } = (await (await fetch(`${service.page}api/v1/alerts`)).json()) as {
      alerts: Array<{ origin: string; state: string; title: string }>
    }
    assert.deepEqual(alerts.map(({ origin, state, title }) => [origin, state, title]).sort(), [
      ['change', 'firing', 'Task run time p50 of build'],
      ['received', 'resolved', 'HighErrorRate of api'],
    ])
    const pageOf = await (await fetch(`${service.page}alerts`)).text()
    assert.match(pageOf, /HighErrorRate of api/)
  })
})
