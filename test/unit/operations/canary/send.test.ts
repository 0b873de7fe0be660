import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { manualClock } from '../../../../src/core/clock.ts'
import { silentLogger } from '../../../../src/core/logger.ts'
import { sendCanary } from '../../../../src/operations/canary/send.ts'
import { readLetter } from '../../../../src/web/mailbox/rendered-message.ts'
import { temporaryFolder } from '../../../support/folder.ts'
import { emptyStore } from '../../../support/replay/recorded-store.ts'

const NOW = Date.UTC(2026, 10, 1)
const email = {
  sender: 'slowburn@example.org',
  installation: 'production',
  timeZone: 'UTC',
  baseUrl: 'http://slowburn.example.org/',
  dashboardUrl: null,
  receiptFor: (id: string) => `http://slowburn.example.org/receipt/${id}`,
}

describe('a canary', () => {
  test('is owed to each address of the contact, the way of every alert, and says where its receipt goes', t => {
    const store = emptyStore(t, temporaryFolder(t))
    const contacts = [
      { name: 'probe', email: ['a@example.org', 'b@example.org'] },
      { name: 'other', email: ['c@example.org'] },
    ]
    const id = sendCanary({ store, clock: manualClock(NOW), log: silentLogger, contacts, email }, 'probe')
    const owed = store.outbox.due(NOW, 9)
    assert.deepEqual(owed.map(({ recipient }) => recipient).toSorted(), ['a@example.org', 'b@example.org'])
    const text = readLetter(owed[0]?.bytes ?? new Uint8Array()).text ?? ''
    assert.ok(text.includes(`http://slowburn.example.org/receipt/${id}`), text)
    assert.deepEqual(store.audits.canary(id), { id, sentAt: NOW, receivedAt: null })
  })

  test('to nobody who has an address is refused, and nothing is owed', t => {
    const store = emptyStore(t, temporaryFolder(t))
    const deps = { store, clock: manualClock(NOW), log: silentLogger, contacts: [], email }
    assert.throws(() => sendCanary(deps, 'probe'), /no contact "probe" has an e-mail address/)
    assert.deepEqual(store.outbox.due(NOW, 9), [])
  })
})
