// What a person meets on the command line: help that teaches, and one clear line for everything that is wrong.
import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { startPostgres, type TestDatabase, type TestPostgres } from '../support/postgres/postgres.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

const TABLES = `CREATE TABLE execution_tasks (
  id serial PRIMARY KEY, task_id text UNIQUE, type varchar, description text,
  status varchar DEFAULT 'pending', metadata jsonb, result text, error text,
  created_at timestamptz, completed_at timestamptz);
CREATE INDEX ON execution_tasks (status);
CREATE INDEX ON execution_tasks (created_at);
INSERT INTO execution_tasks (task_id, type, status, error, created_at, completed_at)
VALUES ('1', 'build', 'failed', 'column "ai_model" of relation "execution_tasks" does not exist', now() - interval '1 day', now() - interval '1 day');`

const COMMANDS = 'start demo init check analyse alerts ack snooze silence history'.split(' ')

/** Every line of an error names slowburn or the file, and no line is a stack. */
function clear(stderr: string): void {
  assert.doesNotMatch(stderr, /^\s+at /m)
  assert.doesNotMatch(stderr, /secretpw/)
}

describe('the command line', () => {
  let postgres: TestPostgres
  let database: TestDatabase
  before(async () => {
    postgres = await startPostgres()
    database = await postgres.create()
    await database.sql(TABLES)
  })
  after(async () => {
    try {
      await database.drop()
    } finally {
      await postgres.stop()
    }
  })

  test('every command has help with an example', async () => {
    const helps = await Promise.all(COMMANDS.map(command => runCommand([command, '--help'])))
    for (const [k, { code, stdout }] of helps.entries()) {
      const command = COMMANDS[k]
      assert.equal(code, 0, command)
      assert.match(stdout, /Examples?:\n\s+\$ (\S+ \| )?.*slowburn/, command)
      assert.ok(
        stdout.split('\n').every(line => line.length <= 90),
        command,
      )
    }
  })

  test('init says what it found and what is missing, and writes what check accepts', async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    const made = await runCommand(['init', '--database', database.url, '--output', file])
    assert.equal(made.code, 0, made.stderr)
    assert.match(made.stderr, /execution_tasks/)
    assert.match(made.stderr, /started_at|start/i)
    assert.match(made.stderr, /ai_model/)
    // What is said to be next finds the file, wherever it was written.
    assert.ok(made.stderr.includes(`\n  slowburn check --config ${file}\n`), made.stderr)
    assert.ok(made.stderr.includes(`\n  slowburn start --config ${file}\n`))
    assert.match(readFileSync(file, 'utf8'), /\$\{DATABASE_URL\}/)
    assert.doesNotMatch(readFileSync(file, 'utf8'), /owner secret|owner%20secret/)

    const env = { DATABASE_URL: database.url }
    const checked = await runCommand(['check', '--config', file], { env, cwd: folder })
    assert.equal(checked.code, 0, checked.stdout + checked.stderr)

    const again = await runCommand(['init', '--database', database.url, '--output', file])
    assert.equal(again.code, 1)
    assert.match(again.stderr, /is there already\. Write elsewhere with --output, or over it with --force/)
  })

  test('check reports every fault at once, with line and remedy, and ends with 1', async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(file, 'data'))} }
sources:
  - name: away
    type: postgres
    url: postgres://u:secretpw@127.0.0.1:1/db
    tables: [{ table: t, as: tasks, columns: { id: i, created_at: c, completed_at: d } }]
  - name: here
    type: postgres
    url: ${JSON.stringify(database.url)}
    tables: [{ table: nothing_here, as: tasks, columns: { id: i, created_at: c, completed_at: d } }]
smtp: { host: 127.0.0.1, port: 2, tls: none, from: a@example.org }
contacts: [{ name: me, email: me@example.org }]
`,
    )
    const { code, stdout, stderr } = await runCommand(['check', '--config', file])
    assert.equal(code, 1)
    clear(stderr)
    assert.match(stderr, /data folder .* cannot be written/)
    assert.match(stderr, /127\.0\.0\.1:1.*refused/)
    assert.match(stderr, /nothing_here/)
    assert.match(stderr, /127\.0\.0\.1:2.*ECONNREFUSED/)
    assert.match(stdout, /charts: ok/)
    const json = await runCommand(['check', '--config', file, '--json'])
    assert.equal(json.code, 1)
    assert.equal((JSON.parse(json.stdout) as { ok: boolean }).ok, false)
  })

  test('broken YAML, unknown keys and wrong types stop a start with their lines', async t => {
    const file = join(temporaryFolder(t), 'slowburn.yml')
    writeFileSync(file, 'sources: [\n')
    const broken = await runCommand(['start', '--config', file])
    assert.equal(broken.code, 1)
    assert.match(broken.stderr, /slowburn\.yml: line \d+, YAML: /)
    writeFileSync(file, 'sourcez: []\ntick: 5\nsources: []\n')
    const wrong = await runCommand(['start', '--config', file])
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /line 1, sourcez: unknown key/)
    assert.match(wrong.stderr, /line 2, tick: /)
    assert.match(wrong.stderr, /line 3, sources: /)
    clear(broken.stderr + wrong.stderr)
  })

  test('a file that is not there, an option that does not exist and a command that does not exist', async () => {
    for (const args of [['start', '--config', '/nonexistent.yml'], ['start', '--frob'], ['frobnicate']]) {
      const { code, stderr } = await runCommand(args)
      assert.equal(code, 1, args.join(' '))
      assert.ok(stderr.trim().length > 0)
      clear(stderr)
    }
  })

  test('a port in use stops a start with a remedy, and leaves nothing locked', async t => {
    const folder = temporaryFolder(t)
    const server = createServer().listen(0, '127.0.0.1')
    t.after(() => server.close())
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as AddressInfo
    const file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: ${port} }
sources:
  - { name: p, type: postgres, url: ${JSON.stringify(database.url)}, tables: [{ table: execution_tasks, as: tasks, columns: { id: task_id, created_at: created_at, completed_at: completed_at } }] }
`,
    )
    const { code, stderr } = await runCommand(['start', '--config', file])
    assert.equal(code, 1)
    assert.match(stderr, new RegExp(`port ${port} on 127.0.0.1 is in use\\. Stop the program that holds it`))
    clear(stderr)
  })

  test('a second slowburn on the same data folder is refused', async t => {
    const folder = temporaryFolder(t)
    const file = join(folder, 'slowburn.yml')
    writeFileSync(
      file,
      `data: { folder: ${JSON.stringify(join(folder, 'data'))} }
listen: { port: 0 }
sources:
  - { name: p, type: postgres, url: ${JSON.stringify(database.url)}, tables: [{ table: execution_tasks, as: tasks, columns: { id: task_id, created_at: created_at, completed_at: completed_at } }] }
`,
    )
    const first = startCommand(['start', '--config', file])
    t.after(() => first.child.kill('SIGKILL'))
    await first.says(/page=/)
    const second = await runCommand(['start', '--config', file])
    assert.equal(second.code, 1)
    assert.match(second.stderr, /another slowburn is using it\. Stop that one/)
    const { code } = await first.end('SIGINT')
    assert.equal(code, 0)
  })

  test('without a configuration it watches the example platform, and Ctrl-C leaves nothing behind', async t => {
    const folder = temporaryFolder(t)
    const running = startCommand(['demo', '--port', '0'], { cwd: folder, env: { TMPDIR: folder } })
    t.after(() => running.child.kill('SIGKILL'))
    const [, page = ''] = await running.says(/page\s+(http\S+)/, 120)
    const [, truth = ''] = await running.says(/planted:\s+(\S+)/)
    assert.ok(existsSync(truth))
    const overview = await (await fetch(page)).text()
    assert.match(overview, /problem/)
    assert.match(await (await fetch(`${page}metrics`)).text(), /^slowburn_build_info/m)
    const { code, seconds } = await running.end('SIGINT')
    assert.equal(code, 0)
    assert.ok(seconds < 5, `${seconds} s`)
    assert.ok(!existsSync(truth))
  })
})
