// A source loops in the very turn in which another source, and with it the tick, would go on: slowburn starts anew in place without it,
// and nothing is lost, doubled or sent twice for that.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SMTPServer } from 'smtp-server'
import { nobodyAt } from '../support/delivery/http.ts'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

const TOGETHER = fileURLToPath(new URL('../support/process/holding-up-together.ts', import.meta.url))
const ROWS = 3000

/** Takes messages at once, and says so when it is told to. */
async function slowToAnswer(t: TestContext) {
  const waiting: Array<() => void> = []
  let taken = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, callback) {
      stream.resume()
      stream.on('end', () => {
        taken += 1
        waiting.push(() => callback(null))
      })
    },
  })
  server.on('error', () => undefined)
  t.after(() => server.close())
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  return {
    port: (listening.address() as AddressInfo).port,
    taken: () => taken,
    answer: () => {
      for (const one of waiting.splice(0)) one()
    },
  }
}

test('what an interrupted source takes along comes again with the same process, once', async t => {
  const folder = temporaryFolder(t)
  const smtp = await slowToAnswer(t)
  const { port } = new URL(await nobodyAt())
  const at = Date.now() - 3_600_000
  const rows = Array.from({ length: ROWS }, (_, i) =>
    JSON.stringify({ id: `${i}`, at: new Date(at + i).toISOString(), event: 'queued', kind: 'build' }),
  )
  writeFileSync(join(folder, 'runs.jsonl'), `${rows.join('\n')}\n`)
  const source = (name: string): string =>
    `  - { name: ${name}, type: jsonl, files: ${join(folder, '*.jsonl')}, events: [{ type: task.queued, when: { event: queued }, subject: id, data: { taskType: kind } }] }`
  const file = join(folder, 'slowburn.yml')
  writeFileSync(
    file,
    `data: { folder: ${join(folder, 'data')} }
listen: { port: ${port} }
tick: 1s
contacts: [{ name: ann, email: ann@example.org }]
smtp: { host: 127.0.0.1, port: ${smtp.port}, tls: none, from: slowburn@example.org }
receive: { token: what-the-two-share }
sources:
${source('loops')}
${source('good')}
`,
  )
  const turn = join(folder, 'turn')
  const running = startCommand(['start', '--config', file], {
    env: { NODE_OPTIONS: `--import ${TOGETHER} --no-force-async-hooks-checks`, TOGETHER: turn },
  })
  t.after(() => running.child.kill('SIGKILL'))
  const [, page = ''] = await running.says(/page=(\S+)/)
  const got = async (path: string): Promise<string> =>
    await fetch(`${page}${path}`).then(
      answer => answer.text(),
      () => '',
    )
  const sent = await fetch(`${page}api/v1/alertmanager`, {
    method: 'POST',
    headers: { authorization: 'Bearer what-the-two-share', 'content-type': 'application/json' },
    body: JSON.stringify({
      version: '4',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'Disk', severity: 'page' },
          annotations: { summary: 'disk' },
          startsAt: new Date(at).toISOString(),
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: 'a1',
        },
      ],
    }),
  })
  assert.equal(sent.status, 200)
  while (smtp.taken() === 0) await wait(50)
  writeFileSync(turn, '')
  await running.says(
    /a source held up everything and was interrupted.*source=loops.*holding-up-together\.ts:\d+/,
  )
  await running.says(/slowburn starts anew in place/)
  await wait(3000)
  smtp.answer()
  await running.says(/before slowburn started anew.*source=loops place=\S+holding-up-together\.ts:\d+/)
  await running.says(/first tick done/)
  const taken = `slowburn_source_events_total{source="good",type="task.queued"} ${ROWS}\n`
  let metrics = ''
  for (
    let i = 0;
    i < 100 && !(metrics.includes(taken) && metrics.includes('slowburn_interrupted_parts{'));
    i++
  ) {
    await wait(200)
    metrics = await got('metrics')
  }
  assert.ok(metrics.includes(taken), 'nothing is lost and nothing is doubled')
  for (const line of [
    /^slowburn_interrupted_parts\{kind="source",name="loops",place="\S+holding-up-together\.ts:\d+"\} 1$/m,
    /^slowburn_source_up\{source="loops"\} 0$/m,
    /^slowburn_source_up\{source="good"\} 1$/m,
  ]) {
    assert.ok(line.test(metrics), `${line}`)
  }
  assert.match(
    await got(''),
    /Source <bdi>loops<\/bdi> cannot be read.*held up everything at \S+together\.ts/,
  )
  assert.match(await got('readyz'), /part_interrupted: source loops: it held up everything/)
  const { pid } = JSON.parse(readFileSync(join(folder, 'data/service.json'), 'utf8')) as { pid: number }
  assert.equal(pid, running.child.pid)
  assert.equal(running.stderr().match(/first tick done/g)?.length, 1)
  assert.equal(smtp.taken(), 1, 'no mail twice')
  const ended = await running.end('SIGTERM')
  assert.equal(ended.code, 0)
  assert.ok(ended.seconds < 10, `${ended.seconds} s`)
})
