import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

const LOOPS = fileURLToPath(new URL('../support/process/holding-up.ts', import.meta.url))

test('a source that loops after it has waited is interrupted and named in log, metric and page after slowburn has started anew; the other is read on', async t => {
  const folder = temporaryFolder(t)
  const at = new Date(Date.now() - 60_000).toISOString()
  writeFileSync(join(folder, 'runs.jsonl'), `{"id":"1","at":"${at}","event":"queued","kind":"build"}\n`)
  const file = join(folder, 'slowburn.yml')
  const source = (name: string): string =>
    `  - { name: ${name}, type: jsonl, files: ${join(folder, '*.jsonl')}, events: [{ type: task.queued, when: { event: queued }, subject: id, data: { taskType: kind } }] }`
  writeFileSync(
    file,
    `data: { folder: ${join(folder, 'data')} }\nlisten: { port: 0 }\ntick: 1s\nsources:\n${source('loops')}\n${source('good')}\n`,
  )
  const running = startCommand(['start', '--config', file], {
    env: { NODE_OPTIONS: `--import ${LOOPS} --no-force-async-hooks-checks` },
  })
  t.after(() => running.child.kill('SIGKILL'))
  await running.says(/a source held up everything and was interrupted.*source=loops.*holding-up\.ts:\d+/, 60)
  const [, page = ''] = await running.says(/before slowburn started anew[\s\S]*page=(\S+)/)
  const fetched = async (path: string): Promise<string> => await (await fetch(`${page}${path}`)).text()
  let metrics = ''
  for (let i = 0; i < 100 && !/slowburn_source_up\{source="loops"\} 0/.test(metrics); i++) {
    await new Promise(resolve => setTimeout(resolve, 1000))
    metrics = await fetched('metrics')
  }
  assert.match(metrics, /slowburn_source_up\{source="loops"\} 0/)
  assert.match(metrics, /slowburn_source_up\{source="good"\} 1/)
  assert.match(await fetched(''), /held up everything|did not return/)
  const ended = await running.end('SIGTERM')
  assert.equal(ended.code, 0)
  assert.ok(ended.seconds < 10, `${ended.seconds} s`)
})
