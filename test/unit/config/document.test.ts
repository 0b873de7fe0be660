import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readDocument } from '../../../src/config/document.ts'
import type { Fault } from '../../../src/core/errors.ts'

const read = (
  text: string,
  env = {},
): { value: unknown; faults: Fault[]; line(...path: PropertyKey[]): unknown } => {
  const faults: Fault[] = []
  const document = readDocument(text, env, faults)
  return { value: document.value, faults, line: (...path) => document.lineOf(path) }
}

describe('a configuration file', () => {
  test('is YAML whose every value knows its line', () => {
    const { value, line } = read('name: x\nsmtp:\n  host: mail\n  port: 25\nsources:\n  - name: app\n')
    assert.deepEqual(value, { name: 'x', smtp: { host: 'mail', port: 25 }, sources: [{ name: 'app' }] })
    assert.equal(line('smtp', 'port'), 4)
    assert.equal(line('sources', 0, 'name'), 6)
  })

  test('points at the nearest thing around a value that is not there', () => {
    const { line } = read('name: x\nsmtp:\n  host: mail\n')
    assert.equal(line('smtp', 'port'), 2)
    assert.equal(line('nowhere', 'at', 'all'), 1)
    assert.equal(line(), undefined)
  })

  test('is refused with a character that is none, in a value or a key, by its line', () => {
    const { value, faults } = read('a: x\nb: ["\\ud83d\\ude00", "cut \\ud83d"]\n"\\0": y\n')
    assert.equal(value, null)
    assert.deepEqual(
      faults.map(({ path, line }) => [path, line]),
      [
        ['cut \ufffd', 2],
        ['\ufffd', 3],
      ],
    )
    assert.match(faults[0]?.message ?? '', /^has half of a character/)
  })

  test('takes variables from the environment, and names each that is not set with its line', () => {
    const set = read('a: ${HOST}:25\n', { HOST: 'mail' })
    assert.deepEqual(set.value, { a: 'mail:25' })
    assert.deepEqual(
      read('a: ${HOST}\n', { HOST: 'a\nb\r\n' }).value,
      { a: 'a\nb' },
      'without its last line break',
    )
    const { value, faults } = read('a: 1\nb: ${ONE}\nc: ${TWO}\n')
    assert.equal(value, null)
    assert.deepEqual(
      faults.map(({ path, line }) => [path, line]),
      [
        ['${ONE}', 2],
        ['${TWO}', 3],
      ],
    )
  })

  test('takes $${NAME} for the text ${NAME}, and leaves alone what is no placeholder', () => {
    const { value, faults } = read("a: 'p$${x}y'\nb: '$$${x} ${ ${1} $x'\nc: '${x}$${x}'\n", { x: 'X' })
    assert.deepEqual(faults, [])
    assert.deepEqual(value, { a: 'p${x}y', b: '$${x} ${ ${1} $x', c: 'X${x}' })
  })

  test('is refused where it is no YAML or says a key twice', () => {
    assert.deepEqual(
      read('a: 1\na: 2\n').faults.map(({ path, line }) => [path, line]),
      [['YAML', 2]],
    )
    assert.ok(read('a: [1\n').faults.length > 0)
  })
})
