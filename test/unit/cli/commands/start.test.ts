import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startCommand } from '../../../../src/cli/commands/start.ts'
import { runCommandHere } from '../../../support/process/fake-service.ts'

// That it runs the service of a file until it is told to end: `test/main-job`.
test('a file that is not there is one line with what to do', async t => {
  const { code, stderr } = await runCommandHere(t, startCommand, '--config', '/nowhere/slowburn.yml')
  assert.equal(code, 1)
  assert.match(stderr, /^\/nowhere\/slowburn\.yml: .*cannot be read.*slowburn init --database URL\n$/)
})
