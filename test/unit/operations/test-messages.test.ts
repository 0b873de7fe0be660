import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import { manualClock } from '../../../src/core/clock.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { sendTestMessages } from '../../../src/operations/test-messages.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import { NOW, SETTINGS } from '../../support/alerts/alert-samples.ts'
import { said } from '../../support/alerts/operations.ts'
import { temporaryFolder } from '../../support/folder.ts'

const CONTACTS = [
  { name: 'ann', email: ['ann@example.org'], webhook: null },
  { name: 'team', email: ['one@example.org', 'two@example.org'], webhook: null },
]

function setUp(t: TestContext) {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const deps = { store, clock: manualClock(NOW), log: silentLogger, contacts: CONTACTS, email: SETTINGS }
  const send = (to: string | null) => sendTestMessages(deps, to, 'bob')
  const recipients = (): string[] => store.outbox.list(10).map(({ recipient }) => recipient)
  return { store, send, recipients }
}

describe('a test message', () => {
  test('is owed to every address of the contact that is named, and to nobody else', t => {
    const { store, send, recipients } = setUp(t)
    const outcome = send('team')
    assert.ok(outcome.done && outcome.changed)
    assert.deepEqual(recipients().toSorted(), ['one@example.org', 'two@example.org'])
    assert.deepEqual(
      outcome.messages.map(({ id, state }) => [id, state]),
      store.outbox
        .list(10)
        .toReversed()
        .map(({ id }) => [id, 'queued']),
    )
    assert.deepEqual(said(store), ['bob tested to team'])
  })

  test('is owed to all where no contact is named', t => {
    const { store, send, recipients } = setUp(t)
    assert.ok(send(null).done)
    assert.deepEqual(recipients().toSorted(), ['ann@example.org', 'one@example.org', 'two@example.org'])
    assert.deepEqual(said(store), ['bob tested to ann, team'])
  })

  test('says what it is and who asked for it', t => {
    const { store, send } = setUp(t)
    const outcome = send('ann')
    assert.ok(outcome.done)
    const [message] = outcome.messages
    assert.match(message?.subject ?? '', /Test message of slowburn for ann/)
    const bytes = Buffer.from(store.outbox.get(message?.id ?? 0)?.bytes ?? '').toString('utf8')
    assert.match(bytes, /bob asked for it/)
  })

  test('to a contact that does not exist is refused with those that do, and leaves nothing behind', t => {
    const { store, send, recipients } = setUp(t)
    assert.deepEqual(send('an'), {
      done: false,
      reason: 'unknown',
      why: 'no contact is named "an"; there are ann, team',
    })
    assert.deepEqual([recipients(), said(store)], [[], []])
  })
})
