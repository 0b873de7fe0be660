// A source whose calls take all the threads that calls of the system share.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { heldUp } from '../support/process/held-up.ts'

test('a source whose calls fill the threads that all share is known by the start after, which looks closely, and the next goes on without it', async t => {
  const pipe = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [pipe])
  const { start, answers } = heldUp(t, ['fills', 'good'], { PIPE: pipe })
  const running = start()
  await running.says(
    /calls into the system that do not end keep all others waiting, of whom is not known/,
    90,
  )
  await running.says(/until it ends well it looks closely whose call holds it up/)
  await running.says(/a source held up everything.*source=fills place="4 calls of fs that do not end"/, 90)
  const [, page = ''] = await running.says(/before slowburn started anew.*source=fills[\s\S]*page=(\S+)/)
  await answers(page, 'metrics', /slowburn_source_up\{source="good"\} 1/)
  await answers(
    page,
    'metrics',
    /slowburn_interrupted_parts\{kind="source",name="fills",place="4 calls of fs/,
  )
  assert.match(await answers(page, '', /fills/), /held up everything at 4 calls of fs that do not end/)
  assert.equal((await running.end('SIGTERM')).code, 0)
})
