// What the web server wants, around views of a test; and credentials of the highest role.

import type { AccessSettings } from '../../../src/config/access.ts'
import { manualClock } from '../../../src/core/clock.ts'
import { MINUTE } from '../../../src/core/duration.ts'
import { silentLogger } from '../../../src/core/logger.ts'
import { CONTENT_TYPES } from '../../../src/exposition/formats/accept.ts'
import { SharedPart, scrapeOf } from '../../../src/exposition/formats/scrape.ts'
import type { Views } from '../../../src/queries/views.ts'
import type { WebDeps } from '../../../src/web/deps.ts'
import { READABLE } from '../exposition/readable-settings.ts'
import { NOW } from './moment.ts'

/** A token of the role administer, and what it is shown with. */
export const ADMIN = {
  access: {
    anonymous: null,
    users: {},
    tokens: [
      {
        name: 'root',
        role: 'administer',
        // printf the-token-of-root | sha256sum
        hash: 'sha256:fca338deaeb52fb0c5c0c2c018bc02bd7dd83ace5c626206664ac469e9eb85fc',
      },
    ],
  },
  headers: { Authorization: 'Bearer the-token-of-root' },
} satisfies { access: AccessSettings; headers: object }

/** What `createWeb` wants, around the fixture's views. */
export function depsOf(views: Views, rest: Partial<WebDeps> = {}): WebDeps {
  return {
    views,
    settings: READABLE,
    contacts: [{ name: 'on call', channels: ['email'] }],
    scrape: async () => scrapeOf(CONTENT_TYPES.text, new SharedPart([Buffer.from('up 1\n')]), []),
    health: () => ({ lastTickAt: NOW - 12_000, staleAfter: 5 * MINUTE, faults: [] }),
    log: silentLogger,
    clock: manualClock(NOW),
    ...rest,
  }
}
