// What a slowburn that was never there would have mailed: the history of a database is read into a store of its own, and replayed.
import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { databaseForEachTest } from '../support/postgres/each-test.ts'
import { runCommand } from '../support/process/command.ts'

const db = databaseForEachTest(`
  CREATE TABLE execution_tasks (
    id bigserial PRIMARY KEY, type text NOT NULL, status text NOT NULL,
    created_at timestamptz NOT NULL, started_at timestamptz, completed_at timestamptz)`)

/** Sixty days, twenty tasks an hour; from the 45th on they take twice as long. */
const FILL = `
  SELECT setseed(0.5);
  INSERT INTO execution_tasks (type, status, created_at, started_at, completed_at)
  SELECT 'build', 'completed', opened, opened, opened + make_interval(secs => CASE WHEN i < 45 * 480 THEN 60 ELSE 120 END * exp(0.3 * (random() - 0.5)))
  FROM (SELECT i, now() - interval '60 days' + i * interval '3 minutes' AS opened FROM generate_series(0, 60 * 480 - 60) AS i) AS drawn;
  CREATE INDEX ON execution_tasks (created_at)`

test('slowburn replay --from-sources says what would have been mailed, in buckets of either width', async t => {
  await db.sql(FILL)
  const folder = temporaryFolder(t)
  const data = join(folder, 'data')
  const write = (name: string, more: string): string => {
    const text = `data: { folder: ${JSON.stringify(data)} }
tick: 15m
sources:
  - name: platform
    type: postgres
    url: ${JSON.stringify(db.url)}
    follow: replication
    tables:
      - table: execution_tasks
        as: tasks
        columns: { id: id, type: type, status: status, created_at: created_at, started_at: started_at, completed_at: completed_at }
contacts: [{ name: on call, email: on-call@example.org }]
route: { to: [on call] }
${more}`
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const hourly = write('hourly.yml', '')
  const wide = write('wide.yml', 'indicators: { task_run_time_p50: { bucket: 3h } }')
  const { stdout, stderr, code } = await runCommand(
    'replay --from-sources --json --config'.split(' ').concat(hourly, '--against', wide),
  )
  assert.equal(code, 0, stderr)
  const { replays } = JSON.parse(stdout) as {
    replays: Array<{ messages: Array<{ at: string; subject: string }>; not_replayed: unknown[] }>
  }
  const rose = Date.now() - 15 * 86_400_000
  for (const { messages, not_replayed: notReplayed } of replays) {
    assert.deepEqual(notReplayed, [])
    const told = messages
      .filter(({ subject }) => /time p\d+ of build stepped up/.test(subject))
      .map(({ at }) => Date.parse(at))
    assert.ok(told.length > 0, JSON.stringify(messages))
    assert.ok(
      told.every(at => at > rose && at < rose + 2 * 86_400_000),
      told.map(at => new Date(at).toISOString()).join(),
    )
  }
  assert.match(stderr, /reading the sources of wide\.yml read/)
  assert.equal(existsSync(data), false)
  assert.deepEqual(await db.sql('SELECT slot_name FROM pg_replication_slots'), [])
})

test('slowburn init --replay ends with what would have been mailed over the history of the database', async t => {
  await db.sql(FILL)
  const folder = temporaryFolder(t)
  const { stdout, stderr, code } = await runCommand(['init', '--database', db.url, '--replay'], {
    cwd: folder,
  })
  assert.equal(code, 0, stderr)
  assert.match(stdout, /^Replay of .*Nothing was sent\.\n\n\d+ incidents?,/)
  assert.match(stdout, /INCIDENTS[\s\S]*run time/i)
  assert.match(stderr, /Written: slowburn\.yml\. Next:/)
})
