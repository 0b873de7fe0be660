import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { describeChange } from '../../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../../src/detection/monitor.ts'
import { alert } from '../../../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../../../src/pipeline/alerts/causes.ts'
import { rowReader } from '../../../../../src/storage/sqlite/codec/set-aside.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { RULE, SETTINGS } from '../../../../support/alerts/alert-samples.ts'
import { policyOf, T0 } from '../../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { linesOf } from '../../../../support/log.ts'

describe('rows that cannot be used', () => {
  test('are set aside, the others read, and each is reported once', () => {
    const reader = rowReader()
    const rows = [
      { id: 1, json: '{"n":1}' },
      { id: 2, json: '{"n":' },
      { id: 3, json: '{"n":-1}' },
    ]
    const read = (value: unknown): number | string => {
      const { n } = value as { n: number }
      return n > 0 ? n : 'is negative'
    }
    for (let times = 0; times < 2; times += 1) assert.deepEqual(reader.readAll('numbers', rows, read), [1])
    assert.deepEqual(
      reader.takeUnreported().map(({ table, id }) => [table, id]),
      [
        ['numbers', '2'],
        ['numbers', '3'],
      ],
    )
    assert.deepEqual(reader.takeUnreported(), [])
    assert.equal(reader.all()[1]?.fault, 'is negative')
  })

  const spoiled: ReadonlyArray<readonly [string, string]> = [
    ['a silence of an older version', `INSERT INTO silences VALUES ('s1', 9e15, '${silence('(?=a)b')}')`],
    [
      'a silence without matchers',
      `INSERT INTO silences VALUES ('s1', 9e15, '{"id":"s1","startsAt":0,"endsAt":9e15}')`,
    ],
    ['a silence that is torn', `INSERT INTO silences VALUES ('s1', 9e15, '{"id":')`],
    [
      'an episode that is torn',
      `INSERT INTO episodes (id, state, end_owed, rule, series, episode) VALUES ('e1', 'firing', 0, 'r', 's', 'x')`,
    ],
    ['a rate limit that is none', `INSERT INTO rate_limit VALUES (1, '{"ann":5}')`],
  ]
  for (const [what, sql] of spoiled) {
    test(`${what} stops neither the start nor the evaluation, and is named in the log`, t => {
      const folder = temporaryFolder(t)
      openSqliteStore(folder).close()
      const db = new DatabaseSync(`${folder}/slowburn.db`)
      db.exec(sql)
      db.close()
      const store = openSqliteStore(folder)
      t.after(() => store.close())
      const { log, lines } = linesOf()
      const alerting = { rules: [RULE], contacts: [], policy: policyOf(), patience: 1, email: SETTINGS }
      const monitor = createMonitor({ describe: describeChange })
      const causes = createCauseFinder(store)
      for (let times = 0; times < 2; times += 1) {
        alert({ store, monitor, causes, log, alerting, settingsOf: () => null }, T0, {
          isCaughtUp: () => true,
        })
      }
      assert.equal(lines.length, 1, lines.join(''))
      assert.match(lines[0] ?? '', /set aside.*table=(silences|episodes|rate_limit)/)
    })
  }
})

function silence(value: string): string {
  const matchers = [{ name: 'host', op: '=~', value }]
  return JSON.stringify({
    id: 's1',
    matchers,
    startsAt: 0,
    endsAt: 9e15,
    createdBy: 'ann',
    createdAt: 0,
    comment: '',
  })
}
