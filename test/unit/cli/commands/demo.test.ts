import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { test } from 'node:test'
import { demoCommand } from '../../../../src/cli/commands/demo.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

test('an option that is no whole number is refused before anything starts', async () => {
  for (const option of ['--port', '--seed', '--speed']) {
    const command = demoCommand
      .build()
      .exitOverride()
      .configureOutput({ writeErr: () => {} })
    await assert.rejects(command.parseAsync([option, 'fast'], { from: 'user' }), /It must be a whole number/)
  }
})

test('a port that there cannot be is refused by the name of its option', async () => {
  const command = demoCommand
    .build()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  await assert.rejects(
    command.parseAsync(['--port', '99999'], { from: 'user' }),
    /--port .*must be a port: 0 to 65535/,
  )
})

test('a port that is in use is noticed before the history is written', async t => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  t.after(() => other.close())
  const { port } = other.address() as AddressInfo
  const { code, stdout, stderr } = await runCommandHere(t, demoCommand, '--port', String(port))
  assert.equal(code, 1)
  assert.match(stderr, new RegExp(`listen: port ${port} on 127\\.0\\.0\\.1 is in use\\. Stop the program`))
  assert.doesNotMatch(stdout + stderr, /history/)
})
