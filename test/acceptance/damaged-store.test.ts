// The database file of a running service is removed, replaced, cut short or overwritten by somebody else: within a few ticks
// the service says so, is not ready, and acknowledges nothing more, so that whoever sends keeps what it has.
import assert from 'node:assert/strict'
import {
  copyFileSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

const TOKEN = 'a-token-of-twenty-letters'
const MINUTE_MS = 60_000

const FAULTS: Record<string, (file: string) => void> = {
  'is removed': file => rmSync(file),
  'is replaced by a copy': file => {
    copyFileSync(file, `${file}.copy`)
    renameSync(`${file}.copy`, file)
  },
  'is cut short': file => truncateSync(file, Math.floor(statSync(file).size / 2)),
  'is overwritten from its beginning': file => writeFileSync(file, 'x'.repeat(20_000), { flag: 'r+' }),
  'has its log cut off': file => truncateSync(`${file}-wal`, 0),
  'has its log cut in two': file => truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2)),
  'has its log overwritten': file => writeFileSync(`${file}-wal`, 'x'.repeat(20_000), { flag: 'r+' }),
  'is overwritten behind its first page': file => {
    const rest = Buffer.alloc(statSync(file).size - 4096, 0xa5)
    writeSync(openSync(file, 'r+'), rest, 0, rest.length, 4096)
  },
}

function posting(body: unknown): RequestInit {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  return { method: 'POST', body: JSON.stringify(body), headers }
}

describe('the database of a running service', () => {
  for (const [what, fault] of Object.entries(FAULTS)) {
    test(`that ${what} is named within a minute, and nothing is acknowledged from then on`, async t => {
      const folder = temporaryFolder(t)
      const config = join(folder, 'slowburn.yml')
      writeFileSync(
        config,
        `data: { folder: ${JSON.stringify(folder)} }
listen: { port: 0 }
tick: 1s
receive: { token: ${TOKEN} }
sources: [{ name: p, type: push, token: ${TOKEN}, feeds: [task] }]
`,
      )
      const service = startCommand(['start', '--config', config])
      t.after(() => service.child.kill('SIGKILL'))
      const [, page = ''] = await service.says(/page=(\S+)/)
      const ask = (path: string, body?: unknown): Promise<Response> =>
        fetch(new URL(path, page), body === undefined ? {} : posting(body))
      let sent = 0
      const send = async (): Promise<number[]> => {
        sent += 1
        const at = new Date(Date.now() - 1_000).toISOString()
        const event = {
          id: `e${sent}`,
          type: 'task.queued',
          at,
          subject: `t${sent}`,
          data: { taskType: 'build' },
        }
        const alert = {
          status: 'firing',
          labels: { alertname: `A${sent}` },
          annotations: {},
          startsAt: at,
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: '',
          fingerprint: String(sent).padStart(16, '0'),
        }
        const message = {
          version: '4',
          groupKey: 'g',
          status: 'firing',
          receiver: 'slowburn',
          groupLabels: {},
          commonLabels: {},
          commonAnnotations: {},
          externalURL: '',
          truncatedAlerts: 0,
          alerts: [alert],
        }
        const answers = [await ask('/ingest/p/events', event), await ask('/api/v1/alertmanager', message)]
        return answers.map(({ status }) => status)
      }
      while ((await ask('/readyz')).status !== 200) await wait(100)
      assert.deepEqual(await send(), [200, 200])
      // What was written a moment ago may be rounded to the same second.
      await wait(3_000)

      fault(join(folder, 'slowburn.db'))
      const until = Date.now() + MINUTE_MS
      let ready = await ask('/readyz')
      while (ready.status === 200 && Date.now() < until) {
        await wait(200)
        ready = await ask('/readyz')
      }
      assert.equal(ready.status, 503)
      assert.match(
        await ready.text(),
        /slowburn\.db\S*: it (was removed or replaced|is damaged|was written to by another)/,
      )
      assert.deepEqual(await send(), [503, 503])
      // Where even the page needs what cannot be read, it says the same in place of itself.
      assert.match(await (await ask('/')).text(), /The last tick failed\b.* at collect: .*slowburn\.db/s)
      assert.match(`${service.stdout()}${service.stderr()}`, /tick failed.*slowburn\.db/)
      await wait(2_500)
      assert.equal((await ask('/readyz')).status, 503, 'and it stays so')
      assert.deepEqual(await send(), [503, 503])
    })
  }
})

test('a database that is removed from under a running service is saved by a backup, with all that was acknowledged', async t => {
  const folder = temporaryFolder(t)
  const config = join(folder, 'slowburn.yml')
  const [data, saved] = [join(folder, 'data'), join(folder, 'saved')]
  writeFileSync(
    config,
    `data: { folder: ${JSON.stringify(data)} }
listen: { port: 0 }
tick: 1s
sources: [{ name: p, type: push, token: ${TOKEN}, feeds: [task] }]
`,
  )
  const start = async () => {
    const service = startCommand(['start', '--config', config])
    t.after(() => service.child.kill('SIGKILL'))
    const [, page = ''] = await service.says(/page=(\S+)/)
    return { ...service, page }
  }
  const first = await start()
  const at = new Date(Date.now() - 1_000).toISOString()
  const event = { id: 'e1', type: 'task.queued', at, subject: 't1', data: { taskType: 'build' } }
  const answer = await fetch(new URL('/ingest/p/events', first.page), posting(event))
  assert.match(await answer.text(), /"accepted":1/)
  for (const name of ['slowburn.db', 'slowburn.db-wal']) rmSync(join(data, name))
  const [, named = ''] = await first.says(
    /tick failed.*?(slowburn backup --to FOLDER, stop slowburn, slowburn restore)/,
  )
  assert.notEqual(named, '')
  const backup = await runCommand(['backup', '--to', saved, '--config', config])
  assert.equal(backup.code, 0, backup.stderr)
  await first.end('SIGKILL')
  const restore = await runCommand(['restore', saved, '--replace', '--config', config])
  assert.equal(restore.code, 0, restore.stderr)
  const store = openSqliteStore(data)
  t.after(() => store.close())
  assert.equal(store.lifecycles.keptCount(), 1)
})
