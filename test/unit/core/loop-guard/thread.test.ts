import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { temporaryFolder } from '../../../support/folder.ts'
import { inForm } from '../../../support/long-form.ts'

const run = promisify(execFile)

const SCRIPT = 'test/support/process/looping-child.ts'
/** As `npm start` and the packages start it. */
const FLAG = '--no-force-async-hooks-checks'

const WAYS = [
  'after an await',
  'in a catch and a finally of its own',
  'in a timer',
  'in an immediate',
  'in the next tick',
  'in a callback of the file system',
  'in promises that settle at once',
  'in a pattern that backtracks',
  'as an error that nobody can read',
  'waiting for what never comes',
]

describe('a part that holds up everything', () => {
  test('is interrupted and named, however it loops, and everything else goes on', async () => {
    const ways = inForm(['in a timer', 'in promises that settle at once'], WAYS)
    const asked = [...ways, ...inForm([], ['others'])]
    const { stdout, stderr } = await run(process.execPath, [FLAG, SCRIPT, ...asked], { timeout: 60_000 })
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual(lines.splice(ways.length), inForm([], ['0 others']))
    // Between two promises it is Node.js that runs.
    const places = lines.map(line =>
      line.replace(/, [^,]*\/test\/support\/process\/looping-child\.ts:\d+$/, ''),
    )
    assert.deepEqual(
      places.map(line => line.replace(', code of Node.js', '')),
      ways.map(way => `source ${way}: served, true`),
    )
    assert.ok(places.filter(line => line.endsWith('code of Node.js')).length <= 1, stdout)
    assert.equal(stderr, '')
  })

  test('is so where it is looked at closely, too: nothing that is interrupted has Node.js abort', async () => {
    const ways = inForm(
      ['in a timer'],
      ['after an await', 'in a timer', 'in the next tick', 'in a callback of the file system'],
    )
    const asked = [...ways, ...inForm([], ['others'])]
    const { stdout } = await run(process.execPath, [FLAG, SCRIPT, '--close', ...asked], { timeout: 60_000 })
    assert.deepEqual(
      stdout
        .replaceAll(/true, .*/g, 'true')
        .trimEnd()
        .split('\n'),
      [...ways.map(way => `source ${way}: served, true`), ...inForm([], ['0 others'])],
    )
  })

  test('ends the process where nothing can be asked any more, and is known by the process after', async t => {
    const file = join(temporaryFolder(t), 'left-out.jsonl')
    const env = { ...process.env, ENDING: file }
    for (const flags of inForm([['--close']], [[], ['--close']])) {
      const args = [FLAG, SCRIPT, ...flags, 'where the stack ends']
      await assert.rejects(run(process.execPath, args, { env, timeout: 60_000 }), { signal: 'SIGKILL' })
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
    for (const line of lines.splice(0, inForm(0, 1))) assert.match(line, /^\{"at":\d+\}$/)
    assert.match(lines.join('\n'), /^\{"owner":\{"kind":"source","name":"where the stack ends"\}/)
  })
})
