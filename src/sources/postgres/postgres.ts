// The type of source that reads the tables of a PostgreSQL database.
import type { SourceType } from '../source-type.ts'
import { postgresOptions } from './options.ts'
import { createPostgresSource } from './postgres-source.ts'
import { describeInspection, inspectDatabase } from './survey/inspect.ts'
import { renderConfig } from './survey/render-config.ts'

export const postgres = {
  type: 'postgres',
  assumed: true,
  options: postgresOptions,
  example: {
    name: 'platform',
    type: 'postgres',
    url: 'postgres://reader@127.0.0.1:1/app',
    tables: [
      {
        table: 'execution_tasks',
        as: 'tasks',
        columns: { id: 'task_id', created_at: 'created_at', completed_at: 'completed_at' },
      },
    ],
  },
  create: createPostgresSource,
  surveyor: {
    recognises: address => /^postgres(ql)?:\/\//.test(address),
    survey: async (address, signal, all) => {
      const inspection = await inspectDatabase(address, signal)
      const config = renderConfig(inspection, all)
      return { summary: describeInspection(inspection), config, variable: 'DATABASE_URL' }
    },
  },
} as const satisfies SourceType
