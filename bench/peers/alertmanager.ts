// The Alertmanager of this machine beside slowburn: told of an alert by its API, as Prometheus does,
// with the same scripted mail server behind it. What the server saw is all that is judged.
import { spawnSync } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Millis } from '../../src/core/clock.ts'
import { ANN, BOB } from '../../test/support/chain/fault-chain.ts'
import type { FaultName } from '../../test/support/chain/seven-faults.ts'
import type { FastSmtp } from '../../test/support/delivery/fast-smtp.ts'
import { type Accepted, startSmtp, type TestSmtp } from '../../test/support/delivery/smtp.ts'
import { needs, openAlertmanager, type Server } from '../../test/support/exposition/prometheus.ts'
import { temporaryFolder } from '../../test/support/folder.ts'

export interface Watched {
  accepted: readonly Accepted[]
  attempts: number
  /** From the alert to the last message that the server took; null: it took none while it was watched. */
  took: Millis | null
}

/** Null where this machine has none. */
export function alertmanagerVersion(): string | null {
  if (needs('prometheus-alertmanager').skip !== false) return null
  const { stdout, stderr } = spawnSync('prometheus-alertmanager', ['--version'], { encoding: 'utf8' })
  return /version (\S+)/.exec(stdout + stderr)?.[1] ?? 'of no version'
}

/** Watches what becomes of one alert for so long. */
export async function watchAlertmanager(name: FaultName, span: Millis): Promise<Watched> {
  const ends: Array<() => void | Promise<void>> = []
  const after = (end?: unknown): void => void ends.push(end as () => Promise<void>)
  const smtp = await startSmtp()
  const times: Millis[] = []
  try {
    const folder = temporaryFolder({ after })
    const open = (): Promise<Server> => openAlertmanager({ after }, configOf(name, smtp), folder)
    FAULTS[name]?.(smtp)
    let server = await open()
    const began = performance.now()
    const watching = setInterval(() => {
      while (times.length < smtp.accepted.length) times.push(performance.now() - began)
    }, 5)
    after(() => clearInterval(watching))
    await post(server, 'firing')
    if (name.startsWith('kill')) {
      for (let left = span / 10; left > 0 && smtp.accepted.length === 0; left -= 1) await wait(10)
      await server.kill()
      server = await open()
      await post(server, name === 'kill -9 after sending' ? 'firing' : 'resolved')
    }
    await wait(Math.max(0, span - (performance.now() - began)))
    return { accepted: [...smtp.accepted], attempts: smtp.connections(), took: times.at(-1) ?? null }
  } finally {
    for (const end of ends.reverse()) await end()
    await smtp.close()
  }
}

const LOST = { at: 'answer', drop: true } as const

const FAULTS: Readonly<Partial<Record<FaultName, (smtp: TestSmtp) => void>>> = {
  'the 250 is lost three times': smtp => smtp.misbehave(LOST, LOST, LOST),
  '550 for good after DATA': smtp => smtp.refuse({ recipient: ANN, at: 'data', code: 550 }),
  'one bad recipient of two': smtp => smtp.refuse({ recipient: BOB, at: 'rcpt', code: 550 }),
  'a server that never greets': smtp => smtp.misbehave({ at: 'connect', silent: true }),
}

function configOf(name: FaultName | null, smtp: { port: number }): object {
  const two = name === 'one bad recipient of two' || name === 'a server that never greets'
  const email = {
    to: two ? `${BOB}, ${ANN}` : ANN,
    from: 'alertmanager@example.org',
    smarthost: `127.0.0.1:${smtp.port}`,
    require_tls: false,
    send_resolved: true,
    ...(name === 'a template that fails' ? { html: '{{ .No.Such.Field }}' } : {}),
  }
  return {
    route: { receiver: 'mail', group_by: ['...'], group_wait: '0s', group_interval: '1s' },
    receivers: [{ name: 'mail', email_configs: [email] }],
  }
}

async function post({ url }: Server, state: 'firing' | 'resolved', taskType = 'build'): Promise<void> {
  const now = Date.parse(new Date().toISOString())
  const alert = {
    labels: { alertname: 'slower', task_type: taskType },
    startsAt: new Date(now - 60_000).toISOString(),
    endsAt: new Date(state === 'firing' ? now + 600_000 : now - 1000).toISOString(),
  }
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify([alert]),
  })
  if (!response.ok) throw new Error(`Alertmanager did not take the alert: ${await response.text()}`)
}

/** Milliseconds from each of so many alerts to the server that took the mail about it; it gathers none of them. */
export async function alertmanagerWaits(
  smtp: FastSmtp,
  alarms: number,
  pause: () => number,
): Promise<number[]> {
  const ends: Array<() => void | Promise<void>> = []
  const after = (end?: unknown): void => void ends.push(end as () => Promise<void>)
  try {
    const server = await openAlertmanager({ after }, configOf(null, smtp), temporaryFolder({ after }))
    const began: number[] = []
    for (let alarm = 0; alarm < alarms; alarm += 1) {
      began.push(performance.now())
      await post(server, 'firing', `build-${alarm}`)
      await wait(pause())
    }
    for (let left = 1000; left > 0 && smtp.taken.length < alarms; left -= 1) await wait(10)
    return smtp.taken.map(({ bytes, at }) => {
      const alarm = Number(/build-(\d+)/.exec(bytes.toString('latin1').replace(/=\r\n/g, ''))?.[1])
      return at - (began[alarm] ?? Number.NaN)
    })
  } finally {
    for (const end of ends.reverse()) await end()
  }
}
