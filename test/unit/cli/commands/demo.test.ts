import assert from 'node:assert/strict'
import { test } from 'node:test'
import { demoCommand } from '../../../../src/cli/commands/demo.ts'
import { startCommand } from '../../../support/process/command.ts'

test('an option that is no whole number is refused before anything starts', async () => {
  for (const option of ['--port', '--seed', '--speed']) {
    const command = demoCommand
      .build()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await assert.rejects(command.parseAsync([option, 'fast'], { from: 'user' }), /It must be a whole number/)
  }
})

test('Ctrl-C while it starts ends it without an error', async () => {
  const running = startCommand(['demo', '--port', '0'])
  await running.says(/writing 90 days of history/)
  const { code, stderr } = await running.end('SIGINT')
  assert.equal(code, 0)
  assert.doesNotMatch(stderr, /slowburn: /)
})
