import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { messageOf } from '../../../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../../../support/folder.ts'

describe('drafts', () => {
  test('are kept in order until they are removed, over a restart too', t => {
    const folder = temporaryFolder(t)
    const store = openSqliteStore(folder)
    const revision = { id: 'a', set: { sequence: 1 }, unset: ['woken'], was: {} }
    const line = { at: 1, actor: 'slowburn', action: 'notified', episodeId: 'a', detail: 'ann: new' }
    store.transaction(() => {
      store.drafts.add({ revisions: [revision], history: [] })
      store.drafts.add({ revisions: [], history: [line] })
    })
    store.close()
    const again = openSqliteStore(folder)
    t.after(() => again.close())
    const first = again.drafts.first()
    assert.deepEqual(first?.piece, { revisions: [revision], history: [] })
    again.drafts.remove(first?.number ?? 0)
    assert.deepEqual(again.drafts.first()?.piece, { revisions: [], history: [line] })
    assert.deepEqual(again.setAside.counts(), [])
  })

  test('hold the messages that come with them, and none that were there before', t => {
    const store = openSqliteStore(temporaryFolder(t))
    t.after(() => store.close())
    const due = (): string[] => store.outbox.due(0, 9).map(({ episodeId }) => episodeId)
    const [old, drafted, dropped] = ['old', 'drafted', 'dropped'].map(episodeId => messageOf({ episodeId }))
    assert.ok(old !== undefined && drafted !== undefined && dropped !== undefined)
    store.outbox.add([old])
    store.transaction(() => store.drafts.hold(() => store.outbox.add([old, drafted])))
    store.drafts.about(drafted.messageId, [{ episodeId: 'more', sequence: 2 }])
    assert.deepEqual(due(), ['old'])
    assert.deepEqual(store.drafts.recipients(), [drafted.recipient])
    store.drafts.release()
    assert.deepEqual(due(), ['old', 'drafted'])
    assert.equal(store.outbox.conversation('more').length, 1)
    store.transaction(() => store.drafts.hold(() => store.outbox.add([dropped])))
    assert.equal(store.drafts.drop(5), 1)
    assert.deepEqual(due(), ['old', 'drafted'])
  })
})
