import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openNotifiers } from '../../../../src/app/outgoing/notifier.ts'
import { channels } from '../../../../src/delivery/notifiers/registry.ts'
import { leapingClock } from '../../../support/delivery/delivery.ts'
import { temporaryFolder } from '../../../support/folder.ts'

test('every channel of the registry is opened, also for what is owed to somebody who is gone', async t => {
  const config = { data: { folder: temporaryFolder(t), keep: 0 }, contacts: [], smtp: null }
  const notifiers = openNotifiers(config, leapingClock(0))
  t.after(() => Promise.all(Array.from(notifiers.values(), notifier => notifier.close())))
  assert.deepEqual(
    [...notifiers.keys()],
    channels.map(({ name }) => name),
  )
  assert.equal(notifiers.get('email')?.name, 'mailbox')
})
