// A watcher outside that is asked for as long as slowburn works.
import { duration, httpUrl } from '../../core/options/scalars.ts'
import { section } from '../../core/options/section.ts'
import { secret } from '../../core/secrets/secret.ts'

const settings = section({
  url: secret(httpUrl).describe('Requested by GET for as long as slowburn works; treated as a secret.'),
  every: duration.prefault('1m').describe('How often.'),
  blind_after: duration
    .prefault('1h')
    .describe('After a source or a table has been unreadable for so long, the heartbeat stops.'),
})

export const heartbeat = settings
  .nullable()
  .default(null)
  .describe('An outside watcher that notices when slowburn dies.')
