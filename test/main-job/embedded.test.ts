// The main job on a bare machine: PGlite for PostgreSQL, a mail server in the process of the test.

import { pgliteServers } from '../support/postgres/postgres.ts'
import { describeMainJob } from '../support/process/main-job.ts'

describeMainJob({
  on: 'embedded parts',
  startPostgres: async () => pgliteServers(),
  hourly: 8,
  isStartedAgain: false,
})
