import assert from 'node:assert/strict'
import { test } from 'node:test'
import { columns, paragraph, shortIds } from '../../../../src/cli/terminal/columns.ts'

test('a list is aligned, and cut at eighty columns', () => {
  const text = columns(
    ['ID', 'WHAT'],
    [
      ['abc', 'first'],
      ['abcdef', 'é'.repeat(100)],
    ],
  )
  assert.equal(text, `ID      WHAT\nabc     first\nabcdef  ${'é'.repeat(71)}…\n`)
})

test('a free text before the last column gives way, and ids, times and figures are never cut', () => {
  const wide = (width: number) =>
    columns(
      ['ID', 'UNTIL', 'BY', 'WHAT'],
      [
        ['0123456789ab', '2026-05-01 10:00', 'b'.repeat(200), 'w'.repeat(200)],
        ['f', '2026-05-01 10:00', 'ann', 'queue wait'],
      ],
      { free: ['BY'], width },
    )
  assert.equal(
    wide(80),
    `ID            UNTIL             BY                      WHAT
0123456789ab  2026-05-01 10:00  ${'b'.repeat(21)}…  ${'w'.repeat(23)}…
f             2026-05-01 10:00  ann                     queue wait
`,
  )
  for (const width of [80, 120, 160]) {
    const [head = '', first = ''] = wide(width).split('\n')
    assert.equal([...first].length, width)
    assert.ok(first.length - head.indexOf('WHAT') >= 24)
  }
})

test('nothing that others wrote steers the terminal', () => {
  const hostile = 'a\u001b[2Jb\r\nc\u202ed'
  assert.equal(columns(['X'], [[hostile]]), 'X\na [2Jb cd\n')
  assert.equal(paragraph(hostile, 2), '  a [2Jb cd\n')
})

test('a paragraph breaks between words', () => {
  const lines = paragraph('word '.repeat(40), 14).trimEnd().split('\n')
  assert.equal(lines.length, 4)
  assert.ok(lines.every(line => line.startsWith(`${' '.repeat(14)}word`) && line.length <= 80))
  assert.equal(paragraph('', 2), '')
})

test('short ids are as long as they must be', () => {
  const alike = ['0123456789a', '0123456789b']
  assert.deepEqual(alike.map(shortIds(alike)), alike)
  assert.deepEqual(['0123456789a', 'f'].map(shortIds(['0123456789a', 'f', 'f'])), ['01234567', 'f'])
})
