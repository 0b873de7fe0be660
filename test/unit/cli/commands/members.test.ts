// Every command of the registry, held to the same: help that teaches, a place in the reference page.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import type { Command } from 'commander'
import { members } from '../../../../src/cli/commands/members.ts'
import { buildProgram } from '../../../../src/cli/program.ts'
import { run } from '../../../../src/cli/run.ts'
import { temporaryFolder } from '../../../support/folder.ts'

const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/command-line.md'), 'utf8')

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: part => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

/** What it says on standard error, and its exit code, with whatever it must be given and a configuration that is not there. */
async function failing(t: TestContext, command: Command) {
  const needed = command.registeredArguments.filter(({ required }) => required).map(() => '1')
  const given = command.options.filter(({ mandatory }) => mandatory).flatMap(({ long }) => [long ?? '', '1h'])
  const list = command.options.some(({ long }) => long === '--list') ? ['--list'] : []
  let said = ''
  const before = process.exitCode
  process.exitCode = undefined
  const silenced = t.mock.method(process.stderr, 'write', (text: string) => {
    said += text
    return true
  })
  try {
    const config = join(temporaryFolder(t), 'none.yml')
    const args = [command.name(), ...needed, ...given, ...list, '--config', config]
    await run(buildProgram, args)
    return { code: process.exitCode as number | undefined, said }
  } finally {
    silenced.mock.restore()
    process.exitCode = before
  }
}

describe('the registry of commands', () => {
  const { commands } = buildProgram()

  test('puts every member on the command line, under a name of its own', () => {
    assert.equal(new Set(commands.map(command => command.name())).size, members.length)
    assert.equal(commands.length, members.length)
  })

  for (const command of commands) {
    const name = command.name()
    const { options } = command
    if (options.some(({ long }) => long === '--config')) {
      test(`${name} ends with one line, and with an exit code that is not 0, where the configuration cannot be read`, async t => {
        const { code, said } = await failing(t, command)
        assert.ok(code !== undefined && code !== 0, `exit ${code}`)
        // What reports on an installation has it among its findings, on standard output.
        assert.match(said, /^([^\n]*none\.yml[^\n]*\n)?$/)
      })
    }

    test(`${name} says in its help what it does, with an example, in lines that fit a terminal`, () => {
      const help = helpOf(command)
      assert.match(command.description(), /^[a-z].{15,}[^.]$/)
      assert.match(help, /Examples?:\n\s+\$ (\S+ .*\| )?slowburn /)
      assert.ok(help.includes(`slowburn ${name}`))
      for (const line of help.split('\n')) assert.ok(line.length <= 90, line)
    })

    test(`${name} has its section in the reference page, as the help says it now`, () => {
      assert.ok(page.includes(`### slowburn ${name}\n\n\`\`\`text\n${helpOf(command).trimEnd()}\n`))
    })

    test(`${name} explains every option`, () => {
      for (const option of command.options) assert.ok(option.description.length >= 3, option.flags)
    })
  }
})
