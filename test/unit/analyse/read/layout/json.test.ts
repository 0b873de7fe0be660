import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { cellOf, readJson } from '../../../../../src/analyse/read/layout/json.ts'
import type { Text } from '../../../../../src/analyse/read/layout/text.ts'

function textOf(...pieces: string[]): Text {
  const [head = '', ...more] = pieces
  async function* rest(): AsyncGenerator<string> {
    yield* more
  }
  return { head, whole: more.length === 0, rest: rest() }
}

async function rowsOf(text: Text, lines = true): Promise<unknown[]> {
  const seen: unknown[] = []
  await readJson(
    text,
    { format: 'json', lines },
    {
      fields: (fields, line) => seen.push([line, ...fields]),
      cells: (cells, line) => seen.push([line, ...cells]),
    },
  )
  return seen
}

describe('Rows of JSON', () => {
  test('are parted by line feeds alone, across pieces', async () => {
    assert.deepEqual(await rowsOf(textOf('{"a":"x\u2028y"}\r\n\n{"b"', ':2}')), [
      [1, ['a', 'x\u2028y']],
      [3, ['b', 2]],
    ])
  })

  test('that are no objects are refused with their line', async () => {
    await assert.rejects(rowsOf(textOf('{"a":1}\n{"a"\n')), /line 2 is not JSON/)
    await assert.rejects(rowsOf(textOf('{"a":1}\n7\n')), /^RangeError: line 2 is no JSON object$/)
  })

  test('may be lists of cells, one a line, or one list of objects or of lists', async () => {
    assert.deepEqual(await rowsOf(textOf('[1,"5"]\n[2,"6"]\n')), [
      [1, 1, '5'],
      [2, 2, '6'],
    ])
    assert.deepEqual(await rowsOf(textOf('[{"a":1},{"a":2}]')), [
      [1, ['a', 1]],
      [1, ['a', 2]],
    ])
    assert.deepEqual(await rowsOf(textOf('[[1,5],[2,6]]')), [
      [1, 1, 5],
      [1, 2, 6],
    ])
  })

  test('may be one document over many lines', async () => {
    assert.deepEqual(await rowsOf(textOf('[\n  {"a":\n', '1}\n]\n'), false), [[1, ['a', 1]]])
    await assert.rejects(rowsOf(textOf('[\n  {"a":\n'), false), /line 1 begins what is not JSON/)
  })

  test('are cells as text, numbers with more than three decimals where they have three', () => {
    assert.deepEqual(['a ', null, undefined, 5, 1.25, 1.288, true, [1]].map(cellOf), [
      'a',
      '',
      '',
      '5',
      '1.25',
      '1.2880',
      'true',
      '[1]',
    ])
  })
})
