import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { temporaryFolder } from '../support/folder.ts'
import { heldUp } from '../support/process/held-up.ts'

test('a source that loops after it has waited is interrupted and named in log, metric and page after slowburn has started anew; the other is read on', async t => {
  const { start, answers } = heldUp(t, ['loops', 'good'])
  const running = start()
  await running.says(/a source held up everything and was interrupted.*source=loops.*holding-up\.ts:\d+/, 60)
  const [, page = ''] = await running.says(/before slowburn started anew[\s\S]*page=(\S+)/)
  const metrics = await answers(page, 'metrics', /slowburn_source_up\{source="loops"\} 0/)
  assert.match(metrics, /slowburn_source_up\{source="good"\} 1/)
  await answers(page, '', /held up everything|did not return/)
  const ended = await running.end('SIGTERM')
  assert.equal(ended.code, 0)
  assert.ok(ended.seconds < 10, `${ended.seconds} s`)
})

test('a source that holds up everything in bursts is named in log, metric and page, and goes on', async t => {
  const { start, answers } = heldUp(t, ['hogs', 'good'])
  const running = start()
  const [, page = ''] = await running.says(/page=(\S+)/, 60)
  await running.says(
    /a source holds up everything for more than half of the time; it goes on source=hogs place=\S+holding-up/,
    120,
  )
  await answers(page, 'metrics', /slowburn_part_faults\{kind="source",name="hogs"\} 1/)
  await answers(page, '', /hogs[\s\S]*holds up everything for more than half of the time/)
  await answers(page, 'metrics', /slowburn_source_up\{source="good"\} 1/)
  assert.ok(!running.stderr().includes('was interrupted'))
  running.child.kill('SIGKILL')
})

test('ten sources that loop among twelve are left out one after the other, and the two that are good are read on', async t => {
  const loops = Array.from({ length: 10 }, (_, i) => `${i % 5 === 0 ? 'loops-twice' : 'loops'}.${i}`)
  const { start, answers } = heldUp(t, ['good.1', ...loops, 'good.2'])
  const began = performance.now()
  const running = start()
  const [, page = ''] = await running.says(
    /(?:.*a source held up everything and was interrupted before slowburn started anew.*\n){10}[\s\S]*page=(\S+)/,
    300,
  )
  t.diagnostic(`${Math.round((performance.now() - began) / 1000)} s`)
  const metrics = await answers(page, 'metrics', /slowburn_source_up\{source="good.2"\} 1/)
  assert.match(metrics, /slowburn_source_up\{source="good.1"\} 1/)
  for (const name of loops) assert.match(metrics, new RegExp(`slowburn_source_up\\{source="${name}"\\} 0`))
  assert.equal((await running.end('SIGTERM')).code, 0)
})

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

test('a source whose call into the system takes long is named in log and page, and goes on', async t => {
  const { start, answers } = heldUp(t, ['dawdles', 'good'])
  const running = start()
  await running.says(
    /a source held up everything in a call of child_process\.execSync; it goes on source=dawdles seconds=\d+/,
    90,
  )
  const [, page = ''] = await running.says(/page=(\S+)/)
  await answers(page, '', /dawdles[\s\S]*held up everything in a call of child_process\.execSync/)
  assert.ok(!running.stderr().includes('was interrupted'))
  running.child.kill('SIGKILL')
})
