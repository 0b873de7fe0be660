// The main job on a bare machine: PGlite for PostgreSQL, a mail server in the process of the test.
import { describeMainJob } from '../support/main-job.ts'
import { pgliteServers } from '../support/postgres.ts'

describeMainJob({ on: 'embedded parts', startPostgres: async () => pgliteServers() })
