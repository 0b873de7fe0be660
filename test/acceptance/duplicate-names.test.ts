// Two members of one registry with one name: whoever loads them says so, with the file of each.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { copyCheckout, runIn } from '../support/process/checkout.ts'

describe('a name that is given a second time', () => {
  test('is told with both files, by generate and by whatever loads them', t => {
    const folder = copyCheckout(t)
    const first = 'src/indicators/work/task-throughput.ts'
    const second = 'src/indicators/work/task-toy-speed.ts'
    writeFileSync(join(folder, second), textAt(folder, first).replace('taskThroughput', 'taskToySpeed'))
    const message = `"task_throughput" is named twice, in ${first} and in ${second}: rename one of them`
    const generating = failureOf(() => runIn(folder, 'npm', 'run', '-s', 'generate'))
    assert.ok(generating.endsWith(`\n${message}\n`), generating)
    assert.doesNotMatch(generating, /\n +at /)
    const starting = failureOf(() => runIn(folder, process.execPath, 'bin/slowburn.cjs', 'check'))
    assert.ok(starting.includes(message), starting)
    assert.doesNotMatch(starting, /\n +at /)
  })

  test('of a command is told with both files by every command', t => {
    const folder = copyCheckout(t)
    const first = 'src/cli/commands/alerts/ack.ts'
    const second = 'src/cli/commands/alerts/toy.ts'
    writeFileSync(join(folder, second), textAt(folder, first).replaceAll('ackCommand', 'toyCommand'))
    const message = `"ack" is named twice, in ${first} and in ${second}: rename one of them`
    assert.ok(failureOf(() => runIn(folder, 'npm', 'run', '-s', 'generate')).includes(message))
    const helping = failureOf(() => runIn(folder, process.execPath, 'bin/slowburn.cjs', '--help'))
    assert.ok(helping.endsWith(`:\nslowburn: ${message}\n`), helping)
  })

  test('of a source that was copied, and whose options are still called as its sibling, is told with both files', t => {
    const folder = copyCheckout(t)
    runIn(folder, 'npm', 'run', '-s', 'new', '--', 'pulled-source', 'toyfeed')
    const file = join(folder, 'src/sources/toyfeed/toyfeed.ts')
    writeFileSync(
      file,
      textAt(folder, 'src/sources/toyfeed/toyfeed.ts').replace('z.literal(TYPE)', "z.literal('push')"),
    )
    const message =
      '"push" is named twice, in src/sources/push/push.ts and in src/sources/toyfeed/toyfeed.ts: rename one of them'
    const generating = failureOf(() => runIn(folder, 'npm', 'run', '-s', 'generate'))
    assert.ok(generating.includes(message), generating)
  })
})

/** The message of what the step throws; empty where it throws nothing. */
function failureOf(step: () => void): string {
  try {
    step()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function textAt(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8')
}
