import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildProgram } from '../../../src/cli/program.ts'

test('the help lists the commands by what they are for, each group in alphabetical order', () => {
  const help = buildProgram().helpInformation()
  const groups = [...help.matchAll(/^(Run|Alerts|Inspect):\n((?: {2}.*\n)+)/gm)]
  assert.deepEqual(
    groups.map(([, title]) => title),
    ['Run', 'Alerts', 'Inspect'],
  )
  for (const [, , lines = ''] of groups) {
    const names = [...lines.matchAll(/^ {2}(\S+)/gm)].map(([, name]) => name)
    assert.ok(names.length > 0)
    assert.deepEqual(names, names.toSorted())
  }
})

test('an unknown command is refused with a pointer to the help', async () => {
  const program = buildProgram().exitOverride()
  let said = ''
  program.configureOutput({
    writeErr: text => {
      said += text
    },
  })
  await assert.rejects(program.parseAsync(['strat'], { from: 'user' }), { exitCode: 1 })
  assert.equal(said, "error: unknown command 'strat' (Did you mean start?) (see slowburn --help)\n")
})
