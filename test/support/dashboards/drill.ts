// A slowburn on a log of tasks that goes on as the test says, a Prometheus and an Alertmanager that mail by their own, and the addresses
// to which their mails lead.
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { simpleParser } from 'mailparser'
import { runService } from '../../../src/app/service.ts'
import { parseConfig } from '../../../src/config/load.ts'
import { type ManualClock, type Millis, manualClock } from '../../../src/core/clock.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { type Random, randomStream } from '../../../src/core/random.ts'
import type { TestSmtp } from '../delivery/smtp.ts'
import { freePort, serve, startAlertmanager, startPrometheus } from '../exposition/prometheus.ts'
import { committed, RULES_FILE } from '../exposition/rules.ts'
import { temporaryFolder } from '../folder.ts'
import { committedBoards, panelsOf } from './boards.ts'

/** Tasks an hour, and how long one takes in all while nothing is wrong. */
const HOURLY = 12
const USUAL = MINUTE

export interface Platform {
  file: string
  clock: ManualClock
  /** Tasks up to now are written; from the last call on they took so many times as long. */
  liveOn(hours: number, factor: number): void
}

export function platformOn(folder: string, begun: Millis): Platform {
  const file = join(folder, 'tasks.jsonl')
  const clock = manualClock(begun)
  const random = randomStream(5, 'fire drill')
  let place = 0
  return {
    file,
    clock,
    liveOn: (hours, factor) => {
      const lines: string[] = []
      for (let hour = 0; hour < hours; hour++) {
        const from = clock.now() + hour * HOUR
        for (let i = 0; i < HOURLY; i++)
          lines.push(...taskLines(`t${place++}`, from + (i * HOUR) / HOURLY, random, factor))
      }
      appendFileSync(file, lines.join(''))
      clock.advance(hours * HOUR)
    },
  }
}

/** It ends within its own slice of the hour: nothing is written of what has not happened yet. */
function taskLines(id: string, queued: Millis, random: Random, factor: number): string[] {
  const took = Math.min(4.9 * MINUTE, factor * random.lognormal(USUAL, 0.3))
  const line = (at: Millis, event: string): string =>
    `${JSON.stringify({ at, event, task_id: id, kind: 'build' })}\n`
  return [line(queued, 'queued'), line(queued + took, 'done')]
}

/** Ticks each time that its clock is moved on. `listen`: where its mails lead. */
export async function watch(
  t: Pick<TestContext, 'after'>,
  { file, clock }: Platform,
  smtp: TestSmtp,
): Promise<{ host: string; ticked(): Promise<void> }> {
  const port = await freePort()
  const folder = temporaryFolder(t)
  const config = parseConfig(
    `name: drill
data: { folder: ${JSON.stringify(folder)} }
listen: { port: ${port}, url: "http://127.0.0.1:${port}" }
tick: 1m
sources:
  - name: log
    type: jsonl
    files: ${JSON.stringify(file)}
    events:
      - { type: task.queued, when: { event: queued }, subject: task_id, data: { taskType: kind } }
      - { type: task.finished, when: { event: done }, subject: task_id, data: { taskType: kind } }
indicators:
  task_total_time_p50: { bucket: 1h }
rules:
  - { name: slower, indicators: [task_total_time_p50], keep_firing_for: 1h }
contacts:
  - { name: on call, email: on-call@example.org }
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
`,
    {},
  )
  const ending = new AbortController()
  const ready = Promise.withResolvers<void>()
  const running = runService(
    {
      config,
      clock,
      log: silentLogger,
      demo: null,
      onProgress: () => {},
      onListening: () => {},
      onFirstTick: () => ready.resolve(),
    },
    ending.signal,
  )
  running.catch(ready.reject)
  t.after(async () => {
    ending.abort(new Error('done'))
    await running
  })
  await ready.promise
  const host = `127.0.0.1:${port}`
  return {
    host,
    ticked: async () => {
      const moment = clock.now()
      for (let left = 600; left > 0; left--) {
        const text = await (await fetch(`http://${host}/metrics`)).text()
        const [, last] = /^slowburn_last_tick_timestamp_seconds (\S+)$/m.exec(text) ?? []
        if (Number(last) * SECOND >= moment) return
        await wait(50)
        // It may have gone to sleep after its clock was moved on.
        if (left % 10 === 0) clock.advance(MINUTE)
      }
      throw new Error('no tick within 30 s')
    },
  }
}

/** Answers where a rule's dashboard and runbook would be: there is something only where the repository has it. */
export function bookshelf(t: Pick<TestContext, 'after'>): Promise<string> {
  const root = join(import.meta.dirname, '../../..')
  return serve(t, (request, response) => {
    const url = new URL(request.url ?? '/', 'http://shelf')
    const board = committedBoards().find(({ uid }) => url.pathname === `/d/${uid}`)
    const panel = board && panelsOf(board).find(({ id }) => String(id) === url.searchParams.get('viewPanel'))
    const isThere = panel !== undefined || (url.pathname !== '/' && existsSync(join(root, url.pathname)))
    response.writeHead(isThere ? 200 : 404).end(panel?.title ?? '')
  })
}

/** Prometheus with the rules, their links made whole, and an Alertmanager that mails every alert and its end. */
export async function rulesOn(
  t: TestContext,
  { target, smtp, shelf }: { target: string; smtp: TestSmtp; shelf: string },
): Promise<void> {
  const rules = join(temporaryFolder(t), 'rules.yml')
  const whole = committed(RULES_FILE).replaceAll(/(runbook_url|dashboard_url): /g, `$1: http://${shelf}/`)
  writeFileSync(rules, whole)
  const alertmanager = await startAlertmanager(t, {
    global: { resolve_timeout: '5m' },
    route: { receiver: 'team', group_by: ['...'], group_wait: '100ms', group_interval: '1s' },
    receivers: [
      {
        name: 'team',
        email_configs: [
          {
            to: 'team@example.org',
            from: 'alertmanager@example.org',
            smarthost: `127.0.0.1:${smtp.port}`,
            require_tls: false,
            send_resolved: true,
          },
        ],
      },
    ],
  })
  await startPrometheus(t, {
    targets: [target],
    ruleFiles: [rules],
    alertmanagers: [new URL(alertmanager).host],
  })
}

export interface Letter {
  to: string
  subject: string
  links: string[]
}

/** What was mailed, in order. */
export async function lettersIn({ accepted }: Pick<TestSmtp, 'accepted'>): Promise<Letter[]> {
  return Promise.all(
    accepted.map(async ({ recipient, raw }) => {
      const { subject = '', text = '', html } = await simpleParser(raw)
      const markup = html === false || html === undefined ? '' : html.replaceAll('&amp;', '&')
      // What a reader can follow, or copy: not the names of standards in the markup.
      const followed = [...markup.matchAll(/href="(https?:[^"]+)"/g)].map(([, link = '']) => link)
      const read = `${text} ${markup.replaceAll(/<[^>]*>/g, ' ')}`.match(/https?:\/\/[^\s"'<>)]+/g) ?? []
      const links = [...followed, ...read]
      return { to: recipient, subject, links: [...new Set(links)] }
    }),
  )
}
