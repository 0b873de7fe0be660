import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { describeColumns } from '../../../../../src/analyse/read/columns/column.ts'
import { isNameOfRows, valueColumn } from '../../../../../src/analyse/read/columns/value.ts'

function choose(text: string): { name: string | undefined; notes: string[] } {
  const [names = [], ...rows] = text.split('\n').map(line => line.split('|'))
  const { value, notes } = valueColumn(describeColumns(names, rows), [0])
  return { name: names[value], notes }
}

describe('The column of values', () => {
  for (const [text, name] of [
    ['t|status_code|p95\n1|200|5.5\n2|500|6\n3|200|7', 'p95'],
    ['t|runId|took\n1|7000000|5\n2|7000037|9\n3|7000074|6', 'took'],
    ['t|batch|took\n1|10|5\n2|13|9\n3|16|6', 'took'],
    ['t|port|latency\n1|8080|5\n2|8081|9\n3|8080|6', 'latency'],
    ['t|store|sales\n1|1|5.5\n2|1|9\n3|1|6\n4|2|5\n5|2|6\n6|2|8', 'sales'],
    ['t|ok|took\n1|200|5\n2|200|9\n3|200|6', 'took'],
    ['t|seq|Wert\n1|5|5\n2|5|9\n3|6|6', 'Wert'],
  ] as const) {
    test(`is ${name}, not ${text.split('|')[1]}`, () => assert.equal(choose(text).name, name))
  }

  test('is the first of several measures, with a note', () => {
    assert.deepEqual(choose('t|cost|took\n1|5|8\n2|4|9\n3|6|6'), {
      name: 'cost',
      notes: ['read column "cost"; --value chooses among "took"'],
    })
  })

  test('is asked for where all look like names or codes', () => {
    assert.throws(
      () => choose('t|id|port\n1|5|80\n2|4|81'),
      /which column is the value\? "id", "port" look like names, codes or constants: say which with --value/,
    )
    assert.equal(choose('t|status_code\n1|200\n2|500').name, 'status_code')
    assert.equal(choose('t|id|total\n1|5|80\n2|6|81\n3|7|90').name, 'total')
  })

  test('is sought in vain where a list holds it, and how to read that is said', () => {
    assert.throws(() => choose('t|data\n1|[5]\n2|[6]'), /no column of numbers.*jq -c '\.data\[\]'/)
  })

  test('is not read from lines of a log, for which a metric is to be asked', () => {
    assert.throws(() => choose('t|Line\n1|took=5 ok\n2|took=6 ok'), /"Line" holds lines of a log: .*unwrap/)
  })

  test('is not read from two parts of a clock, which may be minutes or hours', () => {
    assert.throws(
      () => choose('t|took\n1|17:31\n2|18:02'),
      /"17:31" in "took" may be minutes and seconds or hours/,
    )
  })

  test('that only counts up is known as a name of rows', () => {
    const [up, not] = describeColumns(
      ['a', 'b'],
      [
        ['5', '5'],
        ['8', '9'],
        ['11', '7'],
      ],
    )
    assert.ok(up !== undefined && isNameOfRows(up) && not !== undefined && !isNameOfRows(not))
  })
})
