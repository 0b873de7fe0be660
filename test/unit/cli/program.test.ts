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

test('no line of any help is wider than a terminal of 80 columns', () => {
  const program = buildProgram()
  let said = ''
  const writeOut = (text: string): void => {
    said += text
  }
  for (const one of [program, ...program.commands])
    one.configureOutput({ ...one.configureOutput(), writeOut }).outputHelp()
  assert.deepEqual(
    said.split('\n').filter(({ length }) => length > 80),
    [],
  )
})

/** What is said of arguments that are refused. */
async function refusalOf(...args: string[]): Promise<string> {
  const program = buildProgram()
  let said = ''
  const writeErr = (text: string): void => {
    said += text
  }
  for (const one of [program, ...program.commands]) one.exitOverride().configureOutput({ writeErr })
  await assert.rejects(program.parseAsync(args, { from: 'user' }), { exitCode: 1 })
  return said
}

test('an unknown command is refused with a pointer to the help', async () => {
  const said = await refusalOf('strat')
  assert.equal(said, "error: unknown command 'strat' (Did you mean start?) (see slowburn --help)\n")
})

test('what is wrong with the arguments of a command points to the help of that', async () => {
  assert.equal(await refusalOf('ack'), "error: missing required argument 'id' (see slowburn ack --help)\n")
  assert.match(
    await refusalOf('analyse', 'a', '--family', 'x'),
    /is invalid.* \(see slowburn analyse --help\)\n$/,
  )
})
