// Sources whose call into the system never ends: nothing can interrupt it, so the next start goes on without them.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { heldUp } from '../support/process/held-up.ts'

test('a source whose call into the system never ends is named, and the next start goes on without it', async t => {
  const pipe = join(temporaryFolder(t), 'pipe')
  execFileSync('mkfifo', [pipe])
  const { folder, start, answers } = heldUp(t, ['blocks', 'good'], { PIPE: pipe })
  const first = start()
  await first.says(
    /a source holds up everything in a call into the system; slowburn ends.*source=blocks place="a call of fs\.readFileSync"/,
    90,
  )
  const [, signal] = (await once(first.child, 'close')) as [number | null, NodeJS.Signals | null]
  assert.equal(signal, 'SIGKILL', 'whatever supervises slowburn starts it again')
  const second = start()
  const [, page = ''] = await second.says(/before slowburn started anew.*source=blocks[\s\S]*page=(\S+)/)
  await answers(page, 'metrics', /slowburn_source_up\{source="good"\} 1/)
  await answers(
    page,
    'metrics',
    /slowburn_interrupted_parts\{kind="source",name="blocks",place="a call of fs.readFileSync"\} 1/,
  )
  assert.match(await answers(page, '', /blocks/), /held up everything at a call of fs\.readFileSync/)
  const ended = await second.end('SIGTERM')
  assert.equal(ended.code, 0)
  assert.ok(!existsSync(join(folder, 'data/left-out.jsonl')), 'whoever starts it again has it asked again')
})

test('a source whose call bears no name is known by the start after, which looks closely, and the next goes on without it', async t => {
  const { start, answers } = heldUp(t, ['queries', 'good'])
  const first = start()
  await first.says(
    /everything stands still in a call into the system, of whom is not known; slowburn ends/,
    90,
  )
  await once(first.child, 'close')
  const second = start()
  await second.says(/until it ends well it looks closely whose call holds it up/)
  await second.says(/source=queries place="a call that nothing can interrupt"/, 90)
  await once(second.child, 'close')
  const third = start()
  const [, page = ''] = await third.says(/before slowburn started anew.*source=queries[\s\S]*page=(\S+)/)
  await answers(page, 'metrics', /slowburn_source_up\{source="good"\} 1/)
  assert.equal((await third.end('SIGTERM')).code, 0)
})
