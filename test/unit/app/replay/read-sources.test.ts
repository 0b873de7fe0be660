import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { readSources } from '../../../../src/app/replay/read-sources.ts'
import { parseConfig } from '../../../../src/config/load.ts'
import type { Config } from '../../../../src/config/schema.ts'
import { systemClock } from '../../../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../../../src/core/duration.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../../src/storage/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const HOURS = 30

/** Ten tasks an hour, up to the last whole hour but one. */
function lines(): string {
  const end = Math.floor(Date.now() / HOUR) * HOUR - HOUR
  return Array.from({ length: 10 * HOURS }, (_, k) => end - (k + 1) * 6 * MINUTE)
    .flatMap((at, k) => [
      { at, id: `t${k}`, event: 'queued' },
      { at: at + MINUTE, id: `t${k}`, event: 'done' },
    ])
    .toSorted((a, b) => a.at - b.at)
    .map(line => `${JSON.stringify({ ...line, kind: 'build' })}\n`)
    .join('')
}

function setUp(t: TestContext, files?: string) {
  const folder = temporaryFolder(t)
  const runs = join(folder, 'runs.jsonl')
  writeFileSync(runs, lines())
  const config = parseConfig(
    `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
sources:
  - name: runs
    type: jsonl
    files: ${JSON.stringify(files ?? runs)}
    events:
      - { type: task.queued, when: { event: queued }, subject: id, data: { taskType: kind } }
      - { type: task.finished, when: { event: done }, subject: id, data: { taskType: kind } }
  - { name: pushed, type: push, token: a-token-of-twenty-letters, feeds: [task] }
`,
    {},
  )
  const into = join(folder, 'read')
  return { folder, config, into }
}

async function read(
  t: TestContext,
  { config, into }: { config: Config; into: string },
): Promise<{ store: Store; shares: number[] }> {
  const shares: number[] = []
  const reading = { config, into, clock: systemClock, log: silentLogger }
  await readSources({ ...reading, onProgress: share => shares.push(share) }, new AbortController().signal)
  const store = openSqliteStore(into)
  t.after(() => store.close())
  return { store, shares }
}

describe('what the sources of a configuration hold', () => {
  test('is read into points, and nothing else is touched', async t => {
    const { folder, config, into } = setUp(t)
    const { store } = await read(t, { config, into })
    const tasks = store.series.all().filter(({ indicator }) => indicator === 'task_throughput')
    const counted = tasks.map(({ id }) =>
      store.series.points(id, 0).reduce((sum, { value }) => sum + (value ?? 0), 0),
    )
    assert.ok(counted.includes(10 * HOURS), counted.join())
    assert.equal(existsSync(join(folder, 'data')), false)
  })

  test('that cannot be read is no short history', async t => {
    const { folder, config, into } = setUp(t, '/nowhere/*.jsonl')
    await assert.rejects(read(t, { config, into }), /source runs cannot be read: .*\/nowhere/)
    assert.equal(existsSync(join(folder, 'data')), false)
  })
})
