import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outbox } from '../../../../../src/app/doctor/checks/outbox.ts'
import { systemClock } from '../../../../../src/core/clock.ts'
import { HOUR } from '../../../../../src/core/duration.ts'
import { openSqliteStore } from '../../../../../src/storage/sqlite/store.ts'
import { messageOf } from '../../../../support/delivery/delivery.ts'
import { findings, installationOf, running } from '../../../../support/process/installation.ts'

test('a running service is asked, and its dead letters and what waits are named', async t => {
  const installation = installationOf(t)
  const hourAgo = (systemClock.now() - HOUR) / 1000
  const metrics = `slowburn_outbox_entries{state="dead"} 2
slowburn_outbox_oldest_unsettled_timestamp_seconds ${hourAgo}
`
  const found = await findings(outbox, { ...installation, service: running(metrics) })
  assert.match(found[0] ?? '', /^fault outbox: a message has been waiting for 1h/)
  assert.match(found[1] ?? '', /^warning outbox: 2 messages were given up/)
})

test('without a service the database is looked at', async t => {
  const installation = installationOf(t)
  assert.deepEqual(await findings(outbox, installation), [])
  const store = openSqliteStore(installation.folder ?? '')
  store.transaction(() => store.outbox.add([messageOf({ createdAt: systemClock.now() - HOUR })]))
  store.close()
  assert.match((await findings(outbox, installation))[0] ?? '', /^fault outbox: a message has been waiting/)
})
