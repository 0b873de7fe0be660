import assert from 'node:assert/strict'
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { temporaryFolder } from '../../../support/folder.ts'

const SIGNALS = JSON.stringify(new URL('../../../../src/cli/terminal/signals.ts', import.meta.url).href)

/** Runs a script that has everything of the module; resolves once it says `ready`. */
async function start(script: string, env: Record<string, string | undefined> = {}): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import * as signals from ${SIGNALS}\n${script}`],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, npm_lifecycle_event: undefined, ...env } },
  )
  await once(child.stdout ?? assert.fail(), 'data')
  return child
}

const STUCK = `
  const signal = signals.shutdownSignal()
  signal.addEventListener('abort', () => console.log(signal.reason.message))
  setInterval(() => {}, 1000)
  console.log('ready')`

describe('the end of a command', () => {
  test('ends its process, whatever a part has left behind', async () => {
    const left = await start('setInterval(() => {}, 1000); console.log(1); signals.endAfterCommand(20)')
    assert.deepEqual(await once(left, 'exit'), [0, null])
    const thrower = await start(
      "setTimeout(() => { throw new Error('left over') }, 50); console.log(1); signals.endAfterCommand()",
    )
    let said = ''
    thrower.stderr?.on('data', chunk => {
      said += chunk
    })
    assert.deepEqual(await once(thrower, 'exit'), [0, null])
    assert.equal(said, 'slowburn: after the end, something left behind threw: left over\n')
  })

  test('ends its process with its code whatever is thrown by what a part has left behind', async () => {
    const shapes = {
      'Object.create(null)': 'something was thrown that cannot be read',
      "new Error('first\\nsecond')": 'first | second',
      "new Error('postgres://reader:hidden@db.example/app')": 'postgres://reader:***@db.example/app',
      "new Error('x'.repeat(3e6))": `${'x'.repeat(500)}…`,
      "Object.defineProperty(new Error(), 'message', { get: () => { for (;;); } })":
        'what was thrown does not return when it is read',
    }
    const ends = Object.entries(shapes).map(async ([thrown, words]) => {
      const left = await start(
        `process.exitCode = 3; console.log(1); signals.endAfterCommand(400)\nPromise.reject(${thrown})`,
      )
      let said = ''
      left.stderr?.on('data', chunk => {
        said += chunk
      })
      assert.deepEqual(await once(left, 'close'), [3, null], thrown)
      assert.equal(said, `slowburn: after the end, something left behind threw: ${words}\n`)
    })
    await Promise.all(ends)
  })

  test('ends its process with its code, though a thread of it is in a call into the system that never ends', async t => {
    const pipe = join(temporaryFolder(t), 'pipe')
    execFileSync('mkfifo', [pipe])
    const read = `(await import('node:fs')).promises.readFile(${JSON.stringify(pipe)})`
    const left = await start(
      `void ${read}; process.exitCode = 3; console.log(1); signals.endAfterCommand(20)`,
    )
    assert.deepEqual(await once(left, 'exit'), [3, null])
  })

  test('is asked for by the first Ctrl-C and comes at once with the second', async () => {
    const child = await start(STUCK)
    child.kill('SIGINT')
    const [reason] = await once(child.stdout ?? assert.fail(), 'data')
    assert.equal(String(reason), 'stopped by Ctrl-C\n')
    await new Promise(resolve => setTimeout(resolve, 300))
    child.kill('SIGINT')
    assert.deepEqual(await once(child, 'exit'), [130, null])
  })

  test('is one wish where a terminal and npm both pass on one Ctrl-C', async () => {
    const child = await start(STUCK)
    child.kill('SIGINT')
    child.kill('SIGINT')
    await new Promise(resolve => setTimeout(resolve, 300))
    assert.equal(child.exitCode, null)
    child.kill('SIGTERM')
    assert.deepEqual(await once(child, 'exit'), [130, null])
  })

  for (const [what, env] of [
    ['npm that has started it', `npm_lifecycle_event: 'start'`],
    [
      'launcher that runs it on another Node.js',
      'npm_lifecycle_event: undefined, SLOWBURN_LAUNCHER: `${process.pid}`',
    ],
    [
      'launcher, though that had gone before it looked',
      `npm_lifecycle_event: undefined, SLOWBURN_LAUNCHER: '0'`,
    ],
  ]) {
    test(`comes with the end of the ${what}`, async () => {
      const script = `
      import { spawn } from 'node:child_process'
      const child = spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(
        `import * as signals from ${SIGNALS}
         const signal = signals.shutdownSignal()
         const timer = setInterval(() => {}, 1000)
         signal.addEventListener('abort', () => clearInterval(timer))
         console.log(process.pid)`,
      )}], { stdio: 'inherit', env: { ...process.env, ${env} } })
      await new Promise(() => setInterval(() => {}, 1000))`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const [line] = await once(child.stdout ?? assert.fail(), 'data')
      const grandchild = Number(String(line))
      child.kill('SIGKILL')
      for (let time = 0; time < 100; time++) {
        await new Promise(resolve => setTimeout(resolve, 50))
        if (!isThere(grandchild)) return
      }
      process.kill(grandchild, 'SIGKILL')
      assert.fail('it lives on as an orphan')
    })
  }
})

test('SIGHUP asks for a reload, and SIGUSR1 opens no debugger', async () => {
  const child = await start(`
    signals.openNoDebugger()
    signals.onReload(() => console.log('reload'))
    setInterval(() => {}, 1000)
    console.log('ready')`)
  let stderr = ''
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  child.kill('SIGUSR1')
  child.kill('SIGHUP')
  const [said] = await once(child.stdout ?? assert.fail(), 'data')
  assert.equal(String(said), 'reload\n')
  await new Promise(resolve => setTimeout(resolve, 200))
  assert.doesNotMatch(stderr, /Debugger|inspector/i)
  child.kill('SIGKILL')
})

test('a reader that has seen enough is no fault', async () => {
  const child = await start(`
    signals.outliveReaders()
    console.log('ready')
    setInterval(() => console.log('x'.repeat(100000)), 10)`)
  child.stdout?.destroy()
  let stderr = ''
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  assert.deepEqual(await once(child, 'exit'), [0, null])
  assert.equal(stderr, '')
})

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
