// The alerting of the service on a store of its own, with no series: received alarms, contacts and an outbox.

import type { TestContext } from 'node:test'
import type { Millis } from '../../../src/core/clock.ts'
import { DAY } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { atOnce } from '../../../src/core/turns/pause.ts'
import { type Alerting, alert } from '../../../src/pipeline/alert.ts'
import { createCauseFinder } from '../../../src/pipeline/alerts/causes.ts'
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts'
import type { Store } from '../../../src/storage/store.ts'
import { monitor } from '../detection/detection.ts'
import { temporaryFolder } from '../folder.ts'
import { SETTINGS } from './alert-samples.ts'
import { policyOf } from './alerting.ts'

export interface Look {
  store: Store
  look(now: Millis): void
}

export function openLook(t: Pick<TestContext, 'after'>, alerting: Partial<Alerting> = {}): Look {
  const store = openSqliteStore(temporaryFolder(t))
  t.after(() => store.close())
  const causes = createCauseFinder(store)
  const all: Alerting = {
    rules: [],
    contacts: [{ name: 'on-call', email: ['ann@example.org'], webhook: null }],
    policy: policyOf(),
    patience: 2 * DAY,
    email: SETTINGS,
    ...alerting,
  }
  return {
    store,
    look: now =>
      void atOnce(
        alert({ store, monitor, causes, log: silentLogger, alerting: all, settingsOf: () => null }, now, {
          isCaughtUp: () => true,
        }),
      ),
  }
}
