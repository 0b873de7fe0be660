// kill -9 anywhere between a change that stands and the mail about it, at its beginning and at its end: both are
// told, in order, once, but where the server alone can know that it took a message.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { HOUR } from '../../src/core/duration.ts'
import { T0 } from '../support/alerting.ts'
import { startSmtp } from '../support/smtp.ts'

const CHILD = fileURLToPath(new URL('../support/alert-child.ts', import.meta.url))
const root = await mkdtemp(join(tmpdir(), 'slowburn-alert-crash-'))
after(() => rm(root, { recursive: true }))

/** And whether a second copy is excused. */
const FAILPOINTS: ReadonlyArray<readonly [name: string, ambiguous: boolean]> = [
  ['after the decision', false],
  ['after the rendering', false],
  ['between episode and messages', false],
  ['before the commit', false],
  ['after the commit', false],
  ['before the attempt', false],
  ['after the attempt', true],
  ['after the outcome', false],
]

describe('a process that is killed', () => {
  for (const [world, begins] of [
    ['standing', 'when the alarm begins'] as const,
    ['over', 'when it ends'] as const,
  ]) {
    for (const [failpoint, ambiguous] of FAILPOINTS) {
      test(`${begins}, ${failpoint}`, async t => {
        const smtp = await startSmtp()
        t.after(() => smtp.close())
        const file = join(root, `${world} ${failpoint}.db`)
        const step = (state: string, hour: number, at = 'none'): Promise<NodeJS.Signals | null> =>
          run([file, String(smtp.port), state, String(T0 + hour * HOUR), at])
        if (world === 'over') await step('standing', 1)
        assert.equal(await step(world, 2, failpoint), 'SIGKILL')
        const rest = world === 'standing' ? ['standing', 'over'] : ['over']
        for (const [hour, state] of rest.entries()) {
          assert.equal(await step(state, 3 + hour), null)
        }
        const states = smtp.accepted.map(({ raw }) => /^X-Slowburn-State: (\w+)/m.exec(raw.toString())?.[1])
        const once = states.filter((state, index) => state !== states[index - 1])
        assert.deepEqual(once, ['firing', 'resolved'])
        assert.equal(states.length, ambiguous ? 3 : 2)
        for (const { messageId, raw } of smtp.accepted) {
          const copies = smtp.accepted.filter(copy => copy.messageId === messageId)
          assert.ok(copies.every(copy => copy.raw.equals(raw)))
        }
      })
    }
  }
})

function run(args: readonly string[]): Promise<NodeJS.Signals | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, ...args], { stdio: 'inherit' })
    child.on('error', reject)
    child.on('exit', (_code, signal) => resolve(signal))
  })
}
