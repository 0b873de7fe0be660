import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../../support/folder.ts'
import { inForm } from '../../support/long-form.ts'

const root = join(import.meta.dirname, '../../..')
const { engines, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  engines: { node: string }
  version: string
}
const floor = engines.node.replace('>=', '')

/** Runs the launcher on a Node.js that says it is of version `node`. */
function launch(
  t: { after(done: () => void): void },
  node: string,
): { status: number | null; out: string; err: string } {
  const disguise = join(temporaryFolder(t), 'disguise.cjs')
  writeFileSync(
    disguise,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } })\n`,
  )
  const run = spawnSync(
    process.execPath,
    ['--require', disguise, join(root, 'bin/slowburn.cjs'), '--version'],
    {
      encoding: 'utf8',
    },
  )
  return { status: run.status, out: run.stdout, err: run.stderr }
}

test('a Node.js older than the floor gets one line with the version found and the one wanted', t => {
  for (const old of ['10.24.1', '20.20.2', '24.11.9']) {
    const { status, out, err } = launch(t, old)
    assert.equal(status, 1)
    assert.equal(out, '')
    assert.equal(err, `slowburn needs Node.js ${floor} or newer; this is ${old} (${process.execPath}).\n`)
  }
})

/** Installed beside a program that stands for the Node.js of the package `node`, and run on one that says it is older. */
function launchBeside(t: { after(done: () => void): void }, program: string) {
  const prefix = realpathSync(temporaryFolder(t))
  const installed = join(prefix, 'node_modules/slowburn')
  const beside = join(prefix, 'node_modules/node/bin/node')
  for (const folder of [join(installed, 'bin'), dirname(beside)]) mkdirSync(folder, { recursive: true })
  for (const file of ['bin/slowburn.cjs', 'package.json'])
    copyFileSync(join(root, file), join(installed, file))
  writeFileSync(beside, `#!/bin/sh\n${program}\n`, { mode: 0o755 })
  const disguise = join(prefix, 'disguise.cjs')
  writeFileSync(
    disguise,
    "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } })\n",
  )
  const launcher = join(installed, 'bin/slowburn.cjs')
  const args = ['--require', disguise, launcher, 'restore', 'a folder', '--replace']
  return { args, env: { PATH: '/usr/bin:/bin' } }
}

test('on a Node.js that is too old the one that was installed beside it runs the same command, and its end is ours', t => {
  const { args, env } = launchBeside(t, 'printf "%s|" "$@"; exit 7')
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  assert.deepEqual([stdout, status], [`${args.join('|')}|`, 7])
})

test('what is asked by a signal is passed on to it, from the moment at which it is started', async t => {
  const folder = temporaryFolder(t)
  const ready = join(folder, 'ready')
  const { args, env } = launchBeside(
    t,
    `trap 'echo asked; exit 3' TERM; echo > '${ready}'; for i in $(seq 1000); do sleep 0.05; done`,
  )
  const atOnce = join(folder, 'at-once.cjs')
  writeFileSync(
    atOnce,
    `const childProcess = require('node:child_process')
    const { existsSync } = require('node:fs')
    const { spawn } = childProcess
    childProcess.spawn = (...given) => {
      const child = spawn(...given)
      while (!existsSync(${JSON.stringify(ready)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      process.kill(process.pid, 'SIGTERM')
      return child
    }\n`,
  )
  const child = spawn(process.execPath, ['--require', atOnce, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    said += text
  })
  assert.deepEqual(await once(child, 'close'), [3, null])
  assert.equal(said, 'asked\n')
})

test('it is given the process that would be killed in its place', async t => {
  const { args, env } = launchBeside(t, 'printf %s "$SLOWBURN_LAUNCHER"')
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [given] = await once(child.stdout, 'data')
  assert.equal(String(given), String(child.pid))
})

test('one that dies of a signal is seen to', t => {
  const { args, env } = launchBeside(t, 'kill -KILL $$')
  assert.equal(spawnSync(process.execPath, args, { env }).signal, 'SIGKILL')
})

test('a Node.js at the floor or above runs the command line', t => {
  for (const recent of [`${floor}.0`, ...inForm([], ['24.100.0', '25.0.0', process.versions.node])]) {
    assert.deepEqual(launch(t, recent), { status: 0, out: `${version}\n`, err: '' })
  }
})

test('what Node.js makes of its files is kept beside the packages, or where the environment says', t => {
  const launcher = join(root, 'bin/slowburn.cjs')
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const started = (more: Record<string, string>): number | null =>
    spawnSync(process.execPath, [launcher, '--version'], { env: { ...env, ...more } }).status
  assert.equal(started({}), 0)
  assert.ok(readdirSync(join(root, 'node_modules/.cache/slowburn')).length > 0)
  const elsewhere = temporaryFolder(t)
  assert.equal(started({ NODE_COMPILE_CACHE: elsewhere }), 0)
  assert.ok(readdirSync(elsewhere).length > 0)
})

test('a file that never finishes loading ends in one line, and not well', t => {
  const hooks = join(temporaryFolder(t), 'hooks.mjs')
  writeFileSync(
    hooks,
    `import { registerHooks } from 'node:module'
    registerHooks({
      load: (url, context, next) =>
        url.includes('/cli/program.')
          ? { format: 'module', shortCircuit: true, source: 'await new Promise(() => {}); export const buildProgram = 0' }
          : next(url, context),
    })\n`,
  )
  const launcher = join(root, 'bin/slowburn.cjs')
  const run = spawnSync(process.execPath, ['--import', hooks, launcher, 'check'], { encoding: 'utf8' })
  assert.deepEqual([run.status, run.stdout], [1, ''])
  assert.match(run.stderr, /^slowburn: did not finish loading.*\n$/)
})

test('the README and the engines of the package name the same Node.js', () => {
  assert.match(
    readFileSync(join(root, 'README.md'), 'utf8'),
    new RegExp(`Node\\.js ${floor.replace('.', '\\.')}`),
  )
})

test('every way to start it gives Node.js the same options', () => {
  const read = (file: string): string => readFileSync(join(root, file), 'utf8')
  const optionsIn = (text: string): string[] => text.match(/--[a-z-]+(=\d+)?/g) ?? []
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const [shebang = ''] = read('bin/slowburn.cjs').split('\n')
  const own = optionsIn(shebang)
  assert.ok(own.length > 0)
  assert.deepEqual(optionsIn(scripts.start ?? ''), own)
  assert.deepEqual(optionsIn(/^ENTRYPOINT .*$/m.exec(read('packaging/docker/Dockerfile'))?.[0] ?? ''), own)
})
