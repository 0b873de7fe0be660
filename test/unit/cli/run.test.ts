import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Command } from 'commander'
import type { CliCommand } from '../../../src/cli/command.ts'
import { ConfigError } from '../../../src/core/errors.ts'
import { runCommandHere } from '../../support/process/fake-service.ts'

function commandThat(act: () => void): CliCommand {
  return { group: 'Run', build: () => new Command('toy').action(act) }
}

describe('a command', () => {
  test('that throws ends in one line and exit code 1', async t => {
    const { stdout, stderr, code } = await runCommandHere(
      t,
      commandThat(() => {
        throw new Error('the disk of postgres://me:secret@db is full')
      }),
    )
    assert.deepEqual([stdout, code], ['', 1])
    assert.equal(stderr, 'slowburn: the disk of postgres://me:***@db is full\n')
  })

  test('that finds faults in a configuration names each on a line', async t => {
    const faults = ['tick', 'name'].map(path => ({ path, message: 'is missing' }))
    const found = commandThat(() => {
      throw new ConfigError(faults)
    })
    const { stderr, code } = await runCommandHere(t, found)
    assert.deepEqual([stderr, code], ['slowburn: tick: is missing\nslowburn: name: is missing\n', 1])
  })

  test('that is misused says so once', async t => {
    const { stderr, code } = await runCommandHere(t, commandThat(assert.fail), '--unknown')
    assert.deepEqual([stderr, code], ["error: unknown option '--unknown'\n", 1])
  })

  test('that ends well leaves the exit code alone', async t => {
    assert.deepEqual(
      await runCommandHere(
        t,
        commandThat(() => {}),
      ),
      { stdout: '', stderr: '', code: 0 },
    )
  })
})
