// Every command of the registry, held to the same: help that teaches, a place in the reference page.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import type { Command } from 'commander'
import { members } from '../../../../src/cli/commands/members.ts'
import { buildProgram } from '../../../../src/cli/program.ts'

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

describe('the registry of commands', () => {
  const { commands } = buildProgram()

  test('puts every member on the command line, under a name of its own', () => {
    assert.equal(new Set(commands.map(command => command.name())).size, members.length)
    assert.equal(commands.length, members.length)
  })

  for (const command of commands) {
    const name = command.name()
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
