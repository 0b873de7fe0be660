import assert from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { atOnce } from '../../../../../src/core/turns/pause.ts'
import { describeChange } from '../../../../../src/detection/describe/describe.ts'
import { createMonitor } from '../../../../../src/detection/monitor.ts'
import { alert } from '../../../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../../../src/pipeline/alerts/causes.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { RULE, SETTINGS } from '../../../../support/alerts/alert-samples.ts'
import { policyOf, T0 } from '../../../../support/alerts/alerting.ts'
import { temporaryFolder } from '../../../../support/folder.ts'
import { linesOf } from '../../../../support/log.ts'

describe('rows that cannot be used', () => {
  test('are kept as they were, with why, until they are cleared, and each is reported once', t => {
    const folder = temporaryFolder(t)
    openSqliteStore(folder).close()
    const db = new DatabaseSync(`${folder}/slowburn.db`)
    db.exec("INSERT INTO releases VALUES ('r1', 5, '{}'), ('r2', 9223372036854775807, 'x')")
    db.close()
    const store = openSqliteStore(folder)
    const said = store.setAside.takeUnreported().map(({ table, id, outcome }) => [table, id, outcome])
    assert.deepEqual(said, [
      ['releases', 'r2', 'set aside'],
      ['releases', 'r1', 'set aside'],
    ])
    assert.deepEqual(store.setAside.takeUnreported(), [])
    assert.match(store.setAside.all()[0]?.fault ?? '', /^at, release cannot be right$/)
    store.close()
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    assert.deepEqual(again.setAside.takeUnreported(), [])
    assert.deepEqual(again.setAside.counts(), [{ table: 'releases', outcome: 'set aside', rows: 2 }])
    assert.equal(again.setAside.clear(), 2)
    assert.deepEqual(again.setAside.all(), [])
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
        const deps = { store, monitor, causes, log, alerting, settingsOf: () => null }
        atOnce(alert(deps, T0, { isCaughtUp: () => true }))
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
