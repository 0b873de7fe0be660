// "This is not drift" from the command line, against a running service that is restarted in between.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { openSqliteStore } from '../../src/storage/sqlite/store.ts'
import { plantDrift } from '../support/alerts/acting.ts'
import { temporaryFolder } from '../support/folder.ts'
import { type Ran, type Running, runCommand, startCommand } from '../support/process/command.ts'

describe('accepting from the command line', () => {
  const cleanup: Array<() => unknown> = []
  const env = { DATABASE_URL: 'postgres://127.0.0.1:1/x' }
  let folder: string
  let file: string
  let running: Running
  let page: string
  let alert: string

  const slowburn = (...args: string[]): Promise<Ran> =>
    runCommand([...args, '--config', file], { cwd: folder })
  const start = async (): Promise<void> => {
    running = startCommand(['start', '--config', file], { env })
    const [, found = ''] = await running.says(/page=(\S+)/)
    page = found
  }
  const standing = async (): Promise<number> => {
    const answer = (await (await fetch(`${page}api/v1/changes`)).json()) as { standing: unknown[] }
    return answer.standing.length
  }

  before(async () => {
    folder = temporaryFolder({ after: step => void cleanup.push(step as () => unknown) })
    file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: "\${DATABASE_URL}", tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }] }
rules:
  - { name: slower-work, indicators: [task_run_time_p50] }
`,
    )
    const store = openSqliteStore(join(folder, 'data'))
    alert = (await plantDrift(store, systemClock.now())).id
    store.close()
    await start()
  })
  after(() => {
    running.child.kill('SIGKILL')
    for (const step of cleanup) step()
  })

  test('clears the change at once, says so once, and shows who did it', async () => {
    assert.equal(await standing(), 1)
    const args = ['accept', alert.slice(0, 6), '--note', 'new compiler', '--by', 'ann']
    const done = await slowburn(...args)
    assert.equal(done.stdout, 'Accepted: slower-work, task_run_time_p50{task_type="build"}.\n', done.stderr)
    assert.equal(await standing(), 0)
    assert.match((await slowburn(...args)).stdout, /^No change: slower-work/)
    const [shown, history] = await Promise.all([
      (await fetch(`${page}alerts/${alert}`)).text(),
      slowburn('history', alert.slice(0, 8)),
    ])
    assert.match(shown, /ann<\/bdi> accepted the level as normal/)
    assert.match(history.stdout, / {2}ann {2}accepted {2}[0-9a-f]{8}\n +new compiler\n/)
  })

  test('can be taken back after a restart, by alert or by series', async () => {
    const { code } = await running.end('SIGTERM')
    assert.equal(code, 0)
    await start()
    assert.equal(await standing(), 0)
    const undone = await slowburn('accept', alert, '--undo')
    assert.match(undone.stdout, /^Taken back: slower-work/, undone.stderr)
    assert.equal(await standing(), 1)
    const again = await slowburn('accept', '1', '--series')
    assert.equal(again.stdout, 'Accepted: task_run_time_p50{task_type="build"}.\n', again.stderr)
    assert.equal(await standing(), 0)
    assert.match((await slowburn('accept', '1', '--series', '--undo')).stdout, /^Taken back: task_run_time/)
    assert.equal(await standing(), 1)
  })

  test('what cannot be done is said in one line', async () => {
    const wrong: ReadonlyArray<readonly [string[], RegExp]> = [
      [['accept', 'abcdefabcdef'], /there is no alert with this id/],
      [['accept', '99', '--series'], /there is no series with this id/],
      [['accept', alert, '--note', 'x'.repeat(600)], /note/],
    ]
    for (const [args, line] of wrong) {
      const { code, stdout, stderr } = await slowburn(...args)
      assert.deepEqual([code, stdout], [1, ''], args.join(' '))
      assert.match(stderr, /^slowburn: [^\n]+\n$/)
      assert.match(stderr, line)
    }
  })
})
