import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { createDictionary, DICTIONARY_DDL } from '../../../../../src/storage/sqlite/tables/dictionary.ts'

function setup() {
  const db = new DatabaseSync(':memory:')
  db.exec(DICTIONARY_DDL)
  return { db, dictionary: createDictionary(db) }
}

describe('the dictionary', () => {
  test('gives one number to a stream and to a label set, and the same object for its labels', () => {
    const { db, dictionary } = setup()
    assert.equal(dictionary.stream('task', 'a'), null)
    const stream = dictionary.ensureStream('task', 'a')
    assert.equal(dictionary.ensureStream('task', 'a'), stream)
    assert.notEqual(dictionary.ensureStream('claim', 'a'), stream)
    const id = dictionary.labelSet('{"x":"1"}')
    assert.equal(createDictionary(db).labelSet('{"x":"1"}'), id)
    assert.deepEqual(dictionary.labels(id), { x: '1' })
    assert.equal(dictionary.labels(id), dictionary.labels(id))
    assert.deepEqual(
      dictionary.streams().map(one => ({ ...one })),
      [
        { id: stream, kind: 'task', source: 'a' },
        { id: stream + 1, kind: 'claim', source: 'a' },
      ],
    )
  })

  test('keeps the earliest moment of a stream', () => {
    const { dictionary } = setup()
    const stream = dictionary.ensureStream('task', 'a')
    for (const at of [50, 30, 70]) dictionary.begins(stream, at)
    assert.equal(dictionary.earliest(stream), 30)
  })

  test('does not remember what was rolled back', () => {
    const { db, dictionary } = setup()
    db.exec('BEGIN')
    dictionary.begins(dictionary.ensureStream('task', 'a'), 5)
    dictionary.labelSet('{}')
    db.exec('ROLLBACK')
    dictionary.reset()
    assert.equal(dictionary.stream('task', 'a'), null)
    assert.equal(db.prepare('SELECT count(*) AS n FROM label_sets').get()?.n, 0)
  })

  test('calls what is beyond the most label sets other, so that ids in a label do not fill the disk', () => {
    const { db, dictionary } = setup()
    db.exec(
      'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO label_sets (labels) SELECT \'{"x":"\' || i || \'"}\' FROM n',
    )
    const first = dictionary.labelSet('{"x":"one more"}')
    assert.deepEqual(dictionary.labels(first), { x: 'other' })
    assert.equal(dictionary.labelSet('{"x":"and another"}'), first)
    assert.notEqual(dictionary.labelSet('{"x":"7"}'), first)
  })

  test('tells apart by every other label what is beyond the most label sets', () => {
    const { db, dictionary } = setup()
    db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO label_sets (labels) SELECT json_object('type', 'type ' || (i % 50), 'variant', 'build ' || (i / 50)) FROM n`,
    )
    const labelsOf = (type: string, variant: string) =>
      dictionary.labels(dictionary.labelSet(JSON.stringify({ type, variant })))
    assert.deepEqual(labelsOf('type 7', 'build 9'), { type: 'type 7', variant: 'build 9' })
    assert.deepEqual(labelsOf('type 7', 'build 2001'), { type: 'type 7', variant: 'other' })
    assert.deepEqual(labelsOf('a new type', 'build 2001'), { type: 'a new type', variant: 'other' })
    for (let i = 0; i < 20_000; i++) labelsOf(`type of its own ${i}`, 'build 2001')
    assert.deepEqual(labelsOf('one too many', 'build 2001'), { type: 'other', variant: 'other' })
    assert.equal(db.prepare('SELECT count(*) AS n FROM label_sets').get()?.n, 110_001)
  })

  test('tells apart what has no part in what is too varied', () => {
    const { db, dictionary } = setup()
    db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO label_sets (labels) SELECT json_object('task_type', 'a type', 'variant', 'build ' || i) FROM n`,
    )
    const labelsOf = (labels: object) => dictionary.labels(dictionary.labelSet(JSON.stringify(labels)))
    for (const labels of [{ name: 'ledger' }, { claim_type: 'fact', model: 'm' }, {}])
      assert.deepEqual(labelsOf(labels), labels)
  })

  test('gives up the same label after every start, whatever came since', () => {
    const { db, dictionary } = setup()
    db.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
       INSERT INTO label_sets (labels)
       SELECT json_object('task_type', 'type ' || max(i - 50500, 0), 'variant', 'build ' || min(i, 50500)) FROM n`,
    )
    const one = '{"task_type":"one more","variant":"one more"}'
    const id = dictionary.labelSet(one)
    assert.deepEqual(dictionary.labels(id), { task_type: 'one more', variant: 'other' })
    for (let i = 0; i < 5000; i++) dictionary.labelSet(`{"task_type":"later ${i}","variant":"later ${i}"}`)
    assert.equal(createDictionary(db).labelSet(one), id)
  })

  test('says which label is given up once there are more label sets than it tells apart', () => {
    const { db, dictionary } = setup()
    dictionary.labelSet('{}')
    assert.equal(dictionary.isGivenUp('variant'), false)
    const addSets = (count: number, name: string) =>
      db.exec(
        `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
         INSERT INTO label_sets (labels) SELECT json_object('task_type', '${name}', 'variant', 'build ' || i) FROM n`,
      )
    addSets(99_999, 'a type')
    const full = createDictionary(db)
    assert.deepEqual(
      ['variant', 'task_type'].map(label => full.isGivenUp(label)),
      [true, false],
    )
    addSets(10_000, 'another')
    assert.equal(createDictionary(db).isGivenUp('task_type'), true)
  })
})
