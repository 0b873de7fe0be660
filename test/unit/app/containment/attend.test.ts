import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { attended } from '../../../../src/app/containment/attend.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { inForm } from '../../../support/long-form.ts'
import { ROOT } from '../../../support/process/checkout.ts'

const CHILD = join(ROOT, 'test/support/process/toys/attended-child.ts')

/** What became of each, in a process of their own, and how that ended. */
async function askedTogether(...names: string[]) {
  const flags = ['--disable-warning=ExperimentalWarning', '--no-force-async-hooks-checks']
  const child = spawn(process.execPath, [...flags, CHILD, ...names], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let complained = ''
  child.stdout.on('data', part => {
    said += part
  })
  child.stderr.on('data', part => {
    complained += part
  })
  const [code] = (await once(child, 'close')) as [number | null]
  assert.equal(complained, '')
  const found = JSON.parse(
    said.replace(/at \S*\/(?=[\w-]+\.ts:)/, 'at ').replace(/\.ts:\d+/, '.ts'),
  ) as unknown
  return { said: found, code }
}

const REMEDY = 'Mend the source, or take it out of the configuration'

/** What becomes of each that is asked, by name. Each is a process that loads much: the short form starts one. */
const TOGETHER: ReadonlyArray<readonly [how: string, found: Readonly<Record<string, string>>]> = [
  [
    'each named for what no call shows, with the remedy, and keep nobody else from answering',
    {
      sound: 'well',
      'sound, and slow to let go': 'well',
      'leaves a promise that rejects': `source leaves a promise that rejects: threw outside of any call to it: mine. ${REMEDY}`,
      'throws in a timer': `source throws in a timer: threw outside of any call to it: mine. ${REMEDY}`,
      'leaves a timer running': `source leaves a timer running: left something running after it was closed: a timer. ${REMEDY}`,
      'ends when it is aborted': 'it took longer than 2 s',
    },
  ],
  [
    'interrupted where they hold up everything, and others answer after that',
    {
      sound: 'well',
      'sound, and slow to let go': 'well',
      'loops after a wait': `source loops after a wait: held up everything at attended-child.ts and was interrupted. ${REMEDY}`,
    },
  ],
  [
    'told to wait for ever where nothing is under way that they could wait for',
    {
      sound: 'well',
      'never answers': `source never answers: never answers: it waits for what never comes. ${REMEDY}`,
    },
  ],
]

describe('parts that a command asks', () => {
  for (const [how, found] of TOGETHER.slice(0, inForm(1, TOGETHER.length))) {
    test(`are ${how}`, async () => {
      const { code, said } = await askedTogether(...Object.keys(found))
      assert.deepEqual(said, found)
      assert.equal(code, 0, 'what is left running does not hold the process')
    })
  }

  test('are named where their calls fill the threads that all share, in the faults of those that wait for these too', async t => {
    const pipe = join(temporaryFolder(t), 'pipe')
    execFileSync('mkfifo', [pipe])
    process.env.PIPE = pipe
    t.after(() => delete process.env.PIPE)
    const { code, said } = await askedTogether('fills the threads', 'reads a file', 'throws in a timer')
    const mine = '4 calls of fs that do not end keep all others waiting'
    const MEND = 'Mend source fills the threads, or take it out of the configuration'
    assert.deepEqual(said, {
      'fills the threads': `source fills the threads: ${mine}. ${REMEDY}`,
      'reads a file': `source reads a file: did not answer, for source fills the threads: ${mine}. ${MEND}`,
      'throws in a timer': `source throws in a timer: threw outside of any call to it: mine. ${REMEDY}`,
    })
    assert.equal(code, 0)
  })

  const get = (): never => {
    for (;;);
  }
  const looping: Readonly<Record<string, object>> = {
    'its message is read': Object.defineProperty(new Error('x'), 'message', { get }),
    'its kind is asked': new Proxy({}, { get, getPrototypeOf: get }),
  }
  for (const [when, thrown] of Object.entries(looping)) {
    test(`are interrupted and named where what one throws loops when ${when}`, async () => {
      const { signal } = new AbortController()
      const asked = attended(
        parts => parts.ask({ kind: 'source', name: 'toy' }, signal, () => Promise.reject(thrown)),
        { callLimit: 500 },
      )
      await assert.rejects(asked, { name: 'ConfigError', message: `source toy: did not return. ${REMEDY}` })
    })
  }

  test('are given their time where something is, and named when it is over', async () => {
    const busy = setInterval(() => {}, 10)
    const { signal } = new AbortController()
    const asked = attended(
      parts => parts.ask({ kind: 'notifier', name: 'toy' }, signal, () => new Promise(() => {})),
      { longest: 50 },
    )
    await assert.rejects(asked, {
      name: 'ConfigError',
      message:
        'notifier toy: did not answer within 0.05 s. Mend the notifier, or take it out of the configuration',
    })
    clearInterval(busy)
  })

  test('hear when the command is to end', async () => {
    const stop = new AbortController()
    const asked = attended(parts =>
      parts.ask({ kind: 'source', name: 'toy' }, stop.signal, async signal => {
        stop.abort(new Error('stopped by Ctrl-C'))
        signal.throwIfAborted()
      }),
    )
    await assert.rejects(asked, /stopped by Ctrl-C/)
  })
})
