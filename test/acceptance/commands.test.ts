// Commands as processes: what shows only where one is started, and ends.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { simpleParser } from 'mailparser'
import { temporaryFolder } from '../support/folder.ts'
import { copyCheckout, ROOT } from '../support/process/checkout.ts'
import { runCommand, startCommand } from '../support/process/command.ts'

test('Ctrl-C while the demo starts ends it without an error', async () => {
  const running = startCommand(['demo', '--port', '0'])
  await running.says(/writing 90 days of history/)
  const { code, stderr } = await running.end('SIGINT')
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /slowburn: /)
})

test('what is piped in is read: rows to analyse, and a password to hash', async () => {
  const stdin = Array.from({ length: 50 }, (_, i) => `${i % 7}\n`).join('')
  const analysed = await runCommand(['analyse', '-', '--json'], { stdin })
  assert.deepEqual([analysed.code, analysed.stderr], [0, ''])
  assert.equal((JSON.parse(analysed.stdout) as { n: number }).n, 50)
  const hashed = await runCommand(['hash-password', '--cost', '4'], { stdin: 'secret\n' })
  assert.deepEqual([hashed.code, hashed.stderr], [0, ''])
  assert.match(hashed.stdout, /^\$2b\$04\$[./A-Za-z0-9]{53}\n$/)
})

test('a message is previewed whole, as bytes', async () => {
  const { code, stdout, stderr } = await runCommand(['preview', 'weekly', '--eml'])
  assert.deepEqual([code, stderr], [0, ''])
  assert.equal((await simpleParser(stdout)).headers.get('x-slowburn-state'), 'digest')
})

test('sources that reject, throw or stay running outside of any call, or never answer, are each named in a line, the others judged, and the command ends', async t => {
  const folder = temporaryFolder(t)
  writeFileSync(join(folder, 'runs.jsonl'), '')
  const entry = (name: string): string =>
    `  - { name: ${name}, type: jsonl, files: ${join(folder, '*.jsonl')}, events: [{ type: task.finished, subject: id, data: { taskType: =build } }] }\n`
  const names = ['rejects', 'throws', 'stays', 'hangs', 'good']
  const file = join(folder, 'slowburn.yml')
  writeFileSync(file, `data: { folder: ${join(folder, 'data')} }\nsources:\n${names.map(entry).join('')}`)
  const toys = fileURLToPath(new URL('../support/process/toys/misbehaving-sources.ts', import.meta.url))
  const { stdout, stderr, code } = await runCommand(['check', '--config', file], {
    env: { NODE_OPTIONS: `--import ${toys} --disable-warning=ExperimentalWarning` },
  })
  assert.deepEqual(stderr.trimEnd().split('\n'), [
    '  source rejects: threw outside of any call to it: mine. Mend the source, or take it out of the configuration',
    '  source throws: threw outside of any call to it: mine. Mend the source, or take it out of the configuration',
    '  source stays: left something running after it was closed: a timer. Mend the source, or take it out of the configuration',
    '  source hangs: never answers: it waits for what never comes. Mend the source, or take it out of the configuration',
  ])
  assert.match(stdout, /^sources\.4 \(good\): ok$/m)
  assert.equal(code, 1)
})

test('a service that is asked to reload before it has started goes on starting', t => {
  const folder = temporaryFolder(t)
  const early = join(folder, 'early.cjs')
  writeFileSync(early, "setImmediate(() => process.kill(process.pid, 'SIGHUP'))\n")
  const launcher = join(ROOT, 'bin/slowburn.cjs')
  const missing = join(folder, 'missing.yml')
  const run = spawnSync(process.execPath, ['--require', early, launcher, 'start', '--config', missing], {
    encoding: 'utf8',
  })
  assert.deepEqual([run.signal, run.status], [null, 1])
  assert.match(run.stderr, /missing\.yml/)
})

test('an answer that cannot be written ends in one line', { skip: !existsSync('/dev/full') }, () => {
  const full = openSync('/dev/full', 'w')
  try {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/slowburn.cjs'), '--help'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    })
    assert.equal(status, 1)
    assert.match(stderr, /^slowburn: standard output cannot be written: ENOSPC[^\n]*\n$/)
  } finally {
    closeSync(full)
  }
})

test('a command waits for nothing that only others need', () => {
  const noting = `import { registerHooks } from 'node:module'
    const urls = []
    registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context) } })
    process.on('exit', () => process.stdout.write(urls.join('\\n')))`
  const { stdout } = spawnSync(
    process.execPath,
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(noting)}`,
      join(ROOT, 'src/cli/main.ts'),
      '--version',
    ],
    { encoding: 'utf8' },
  )
  assert.match(stdout, /src\/cli\/commands\/start\.ts/)
  const rooms = ['detection', 'delivery', 'indicators', 'sources', 'stats', 'web', 'events']
  const loaded = rooms.filter(room => stdout.includes(`/src/${room}/`))
  assert.deepEqual(loaded, [], stdout)
})

test('a source, a notifier or a detector that throws, is broken or is missing when it is loaded ends the start in one line', t => {
  const root = copyCheckout(t)
  const config = join(root, 'try.yml')
  writeFileSync(
    config,
    `data: { folder: ${JSON.stringify(join(root, 'data'))} }\nlisten: { port: 0 }\nsources: [{ name: p, type: push, token: 0123456789abcdef, feeds: [task] }]\n`,
  )
  const start = (): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(root, 'bin/slowburn.cjs'), 'start', '--config', config], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    })
  const members = [
    'src/sources/jsonl/jsonl.ts',
    'src/delivery/notifiers/slack/channel.ts',
    'src/detection/detectors/level.ts',
  ]
  const faults: readonly [what: (file: string) => void, said: (member: string) => string][] = [
    [file => appendFileSync(file, `\nthrow new Error('out of order')\n`), member => `${member}:`],
    [file => writeFileSync(file, 'export const = 5\n'), member => member],
    [file => rmSync(file), member => member],
  ]
  for (const [i, member] of members.entries()) {
    const [fault, said] = faults[i] ?? assert.fail()
    fault(join(root, member))
    const { status, stderr } = start()
    assert.equal(status, 1, stderr)
    assert.equal(stderr.trim().split('\n').length, 1, stderr)
    assert.ok(stderr.startsWith('slowburn: ') && stderr.includes(said(member)), stderr)
    spawnSync('cp', [member, join(root, member)])
  }
})
