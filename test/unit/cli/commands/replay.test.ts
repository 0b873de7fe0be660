import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { replayCommand } from '../../../../src/cli/commands/replay.ts'
import { openSqliteStore } from '../../../../src/storage/sqlite/store.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'
import { recordIn, replayConfig } from '../../../support/replay/recorded-store.ts'

function setUp(t: TestContext) {
  const folder = temporaryFolder(t)
  const data = join(folder, 'data')
  recordIn(data)
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const config = file('slowburn.yml', replayConfig(data))
  const run = (...args: string[]) => runCommandHere(t, replayCommand, '--config', config, ...args)
  return { folder, data, file, run }
}

describe('slowburn replay', () => {
  test('prints what there would have been, and shows how far it is', async t => {
    const { stdout, stderr, code } = await setUp(t).run()
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^Replay of 2 Mar to 6 Apr 2026, 5 weeks\. Nothing was sent\.\n\n1 incident, 1 message/,
    )
    assert.match(stderr, /replaying slowburn\.yml 50 %/)
  })

  test('is JSON for machines', async t => {
    const { stdout } = await setUp(t).run('--json', '--from', '2026-03-20T00:00Z')
    const { replays } = JSON.parse(stdout) as { replays: Array<{ from: string; messages: unknown[] }> }
    assert.deepEqual([replays[0]?.from, replays[0]?.messages.length], ['2026-03-20T00:00:00.000Z', 1])
  })

  test('says in one line what is wrong', async t => {
    const { folder, file, run } = setUp(t)
    const fault = async (...args: string[]): Promise<string> => (await run(...args)).stderr
    assert.match(await fault('--from', '2026-03-20 00:00'), /--from is a time such as/)
    assert.match(await fault('--to', '01/05/2026'), /--to is a time such as/)
    assert.match(
      await fault('--from', '2026-03-20T00:00Z', '--to', '2026-03-19T00:00Z'),
      /--to is not after --from/,
    )
    assert.match(await fault('--data', folder, '--from-sources'), /give --data or --from-sources/)
    assert.match(await fault('--lag', 'soon'), /--lag is a duration such as 10m; it is soon/)
    assert.match(await fault('--data', folder), /holds no slowburn\.db\. Give the data folder/)
    assert.match(
      await fault('--from', '2027-01-01T00:00Z'),
      /the store can be replayed from 2026-03-02T01:02Z to/,
    )
    const wrong = file('wrong.yml', `${replayConfig(folder)}nonsense: 1\n`)
    assert.match(await fault('--against', wrong), /wrong\.yml: .*nonsense: unknown key/)
    const other = file('other.yml', replayConfig(folder, 'indicators: { task_run_time_p50: { bucket: 6h } }'))
    assert.match(
      await fault('--against', other),
      /other\.yml: no series of this configuration can be replayed.*buckets of 1h/,
    )
    const empty = join(folder, 'empty')
    openSqliteStore(empty).close()
    assert.match(await fault('--data', empty), /the store holds no points/)
  })
})
