import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readCsv } from '../../../../../src/analyse/read/layout/csv.ts'
import type { Text } from '../../../../../src/analyse/read/layout/text.ts'

function textOf(...pieces: string[]): Text {
  const [head = '', ...more] = pieces
  async function* rest(): AsyncGenerator<string> {
    yield* more
  }
  return { head, whole: more.length === 0, rest: rest() }
}

async function cellsOf(text: Text, delimiter = ',', skip = 0): Promise<unknown[]> {
  const rows: unknown[] = []
  await readCsv(text, { format: 'csv', delimiter, skip, annotated: false }, (cells, line) => {
    rows.push([line, ...cells])
  })
  return rows
}

describe('Rows of CSV', () => {
  test('keep quoted delimiters, quotes and line breaks, and the line on which they end', async () => {
    assert.deepEqual(await cellsOf(textOf('a,"b, ""c""\nd"\n\n', 'e,f 5" g\n')), [
      [2, 'a', 'b, "c"\nd'],
      [4, 'e', 'f 5" g'],
    ])
  })

  test('are parted by any number of spaces where these part cells', async () => {
    assert.deepEqual(await cellsOf(textOf('a    b\n 1  "2  3"   \n'), ' '), [
      [1, 'a', 'b'],
      [2, '1', '2  3'],
    ])
  })

  test('follow a first line that only names the delimiter', async () => {
    assert.deepEqual(await cellsOf(textOf('sep=;\na;b\n'), ';', 6), [[2, 'a', 'b']])
  })

  test('end with a clear fault where a quote is never closed', async () => {
    await assert.rejects(cellsOf(textOf('a,b\n"c,d\n')), /a quote was opened and is not closed/)
  })

  for (const [line, pieces] of [
    [1, ['"a,b\n', 'c,d\n']],
    [2, ['a,b\n"c,d\ne,f\n']],
    [4, ['a,"é\nb"\n\n', '  "c,d\n', 'e,f\n\ng']],
    [6, ['a,bé\nc,"d\ne"\n\n"x\n', 'y","op', 'en\n\n foo\n']],
    [2, ['a,b\r\nc,"d\r\ne,f\r\n']],
    [3, ['a,b\n', '1,2\n', '"3,4\n', '5,6\n'.repeat(300_000)]],
  ] as const) {
    test(`name line ${line} as that on which a quote was opened, not the last`, async () => {
      await assert.rejects(cellsOf(textOf(...pieces)), {
        message: `line ${line}: a quote was opened and is not closed`,
      })
    })
  }

  test('pass on what taking them throws', async () => {
    const fault = new RangeError('no')
    const taking = readCsv(
      textOf('a\n'),
      { format: 'csv', delimiter: ',', skip: 0, annotated: false },
      () => {
        throw fault
      },
    )
    await assert.rejects(taking, fault)
  })
})
