import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { temporaryFolder } from '../support/folder.ts'
import { startCommand } from '../support/process/command.ts'

const ENDING_BADLY = fileURLToPath(new URL('../support/process/ending-badly.ts', import.meta.url))

const several = (name: string): string => [1, 2, 3, 4].map(i => `${name}.${i}`).join(' ')

describe('a source that ends badly is named, and slowburn ends in good order all the same', () => {
  const cases: ReadonlyArray<readonly [names: string, said: RegExp]> = [
    [several('abort-loops'), /what a source does when it is to end could not be run/],
    [
      several('close-loops'),
      /could not be closed part="source \S+" error="slowburn ends, and has no time left/,
    ],
    [
      several('close-loops-later'),
      /could not be closed part="source \S+" error="slowburn ends, and has no time left/,
    ],
    ['abort-loops', /what a source does when it is to end did not return.*source=abort-loops/],
    ['abort-throws', /threw outside of any call.*source=abort-throws.*out of toys/],
    ['abort-rejects', /threw outside of any call.*source=abort-rejects.*out of toys/],
    ['close-loops', /could not be closed part="source close-loops" error="source close-loops did not return/],
    ['close-loops-later', /held up everything and was interrupted.*source=close-loops-later/],
    ['close-throws', /could not be closed part="source close-throws" error="out of toys"/],
  ]
  for (const [names, said] of cases) {
    test(`where it is ${names}`, async t => {
      const folder = temporaryFolder(t)
      const at = new Date(Date.now() - 60_000).toISOString()
      writeFileSync(join(folder, 'runs.jsonl'), `{"id":"1","at":"${at}","event":"queued","kind":"build"}\n`)
      const source = (called: string): string =>
        `  - { name: ${called}, type: jsonl, files: ${join(folder, '*.jsonl')}, events: [{ type: task.queued, when: { event: queued }, subject: id, data: { taskType: kind } }] }`
      const file = join(folder, 'slowburn.yml')
      writeFileSync(
        file,
        `data: { folder: ${join(folder, 'data')} }\nlisten: { port: 0 }\ntick: 1s\nsources:\n${[...names.split(' '), 'good'].map(source).join('\n')}\n`,
      )
      const running = startCommand(['start', '--config', file], {
        env: { NODE_OPTIONS: `--import ${ENDING_BADLY} --no-force-async-hooks-checks` },
      })
      t.after(() => running.child.kill('SIGKILL'))
      await running.says(/page=(\S+)/, 60)
      await new Promise(resolve => setTimeout(resolve, 2000))
      const ended = await running.end('SIGTERM')
      assert.match(ended.stderr, said)
      assert.equal(ended.code, 0)
      assert.ok(ended.seconds < 20, `${ended.seconds} s`)
    })
  }
})
