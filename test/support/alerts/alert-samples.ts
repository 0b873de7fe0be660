// The invented alerts that previews show, for tests.
import { SETTINGS as PICTURED } from '../../../src/delivery/email/examples/samples.ts'
import type { EmailSettings } from '../../../src/delivery/email/input.ts'

export * from '../../../src/delivery/email/examples/samples.ts'
export { PICTURED }

/** A PNG of one pixel. */
const DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
)

/** With a dot for each chart: a drawing takes twenty times as long as all the rest of a message. `PICTURED` draws them. */
export const SETTINGS: EmailSettings = { ...PICTURED, draw: () => DOT }
