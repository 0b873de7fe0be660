// The database file of a running service is removed, replaced, cut short or overwritten by somebody else: within a few ticks
// the service says so, is not ready, and acknowledges nothing more, so that whoever sends keeps what it has. Half a minute later it has
// kept what can be kept, and goes on by itself.
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
import { startCommand } from '../support/process/command.ts'

const TOKEN = 'a-token-of-twenty-letters'
const MINUTE_MS = 60_000

interface Damage {
  by(file: string): void
  /** Whether what was acknowledged before is there afterwards. Null: where a tick has copied the log into the file meanwhile. */
  isKept: boolean | null
}

const FAULTS: Readonly<Record<string, Damage>> = {
  'is removed': { by: file => rmSync(file), isKept: true },
  'is removed with its log': {
    by: file => {
      rmSync(file)
      rmSync(`${file}-wal`)
    },
    isKept: true,
  },
  'is replaced by a copy': {
    by: file => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
    isKept: true,
  },
  'is cut short': { by: file => truncateSync(file, Math.floor(statSync(file).size / 2)), isKept: false },
  'is overwritten from its beginning': {
    by: file => writeFileSync(file, 'x'.repeat(20_000), { flag: 'r+' }),
    // No fact lies in these pages that its log has not too.
    isKept: true,
  },
  'has its log cut off': { by: file => truncateSync(`${file}-wal`, 0), isKept: null },
  'has its log cut in two': {
    by: file => truncateSync(`${file}-wal`, Math.floor(statSync(`${file}-wal`).size / 2)),
    isKept: null,
  },
  'has its log overwritten': {
    by: file => writeFileSync(`${file}-wal`, 'x'.repeat(20_000), { flag: 'r+' }),
    isKept: null,
  },
  'is overwritten behind its first page': {
    by: file => {
      const rest = Buffer.alloc(statSync(file).size - 4096, 0xa5)
      writeSync(openSync(file, 'r+'), rest, 0, rest.length, 4096)
    },
    isKept: false,
  },
}

function posting(body: unknown): RequestInit {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' }
  return { method: 'POST', body: JSON.stringify(body), headers }
}

// They wait, most of the time.
describe('the database of a running service', { concurrency: 4 }, () => {
  for (const [what, fault] of Object.entries(FAULTS)) {
    test(`that ${what} is named within a minute, nothing is acknowledged then, and it goes on by itself`, async t => {
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
      let [, page = ''] = await service.says(/page=(\S+)/)
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

      fault.by(join(folder, 'slowburn.db'))
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
      // Where even the page needs what cannot be read, it says the same in place of itself. The fault may fall
      // between two phases of one tick.
      assert.match(await (await ask('/')).text(), /The last tick failed\b.* at [a-z]+: .*slowburn\.db/s)
      assert.match(`${service.stdout()}${service.stderr()}`, /tick failed.*slowburn\.db/)
      await wait(2_500)
      assert.equal((await ask('/readyz')).status, 503, 'and it stays so')
      assert.deepEqual(await send(), [503, 503])

      // The same process, on another port: it asked for any.
      const [, again = ''] = await service.says(/starts anew in place[\s\S]*page=(\S+)/)
      page = again
      while ((await ask('/readyz')).status !== 200) await wait(100)
      assert.deepEqual(await send(), [200, 200])
      const shown = await (await ask('/')).text()
      assert.match(shown, /while slowburn was running/, 'what became of the database is said')
      await service.end('SIGTERM')
      const store = openSqliteStore(folder)
      t.after(() => store.close())
      const kept = store.lifecycles.keptCount()
      assert.ok(fault.isKept === null ? kept === 1 || kept === 2 : kept === (fault.isKept ? 2 : 1), `${kept}`)
      assert.match(
        store.setAside
          .all()
          .map(one => `${one.fault} ${one.without}`)
          .join(),
        /while slowburn was running/,
      )
    })
  }
})
