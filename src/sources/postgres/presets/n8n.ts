// n8n: one row an execution of a workflow.
import { tableName } from '../connection/catalog.ts'
import { has, inQuery, type Preset, tableOf } from './preset.ts'

export const n8n: Preset = {
  name: 'n8n',
  recognise(tables) {
    const executions = tableOf(tables, 'execution_entity', [
      'id',
      'status',
      'startedAt',
      'stoppedAt',
      'workflowId',
    ])
    const workflows = tableOf(tables, 'workflow_entity', ['id', 'name'])
    if (executions === null || workflows === null) return null
    const isCreated = has(executions, 'createdAt')
    const query = `SELECT e.id, coalesce(w.name, e."workflowId"::text) AS workflow,
  ${isCreated ? 'coalesce(e."createdAt", e."startedAt")' : 'e."startedAt"'} AS created_at, e."startedAt" AS started_at,
  e."stoppedAt" AS ended_at, e.status
FROM ${inQuery(executions)} e LEFT JOIN ${inQuery(workflows)} w ON w.id = e."workflowId"`
    return {
      version: isCreated ? '1.47 or later' : '1',
      mappings: [
        {
          table: tableName(executions),
          as: 'tasks',
          query,
          columns: {
            id: 'id',
            type: 'workflow',
            createdAt: 'created_at',
            startedAt: 'started_at',
            completedAt: 'ended_at',
            status: 'status',
          },
          statuses: { completed: ['success'], failed: ['error', 'crashed', 'canceled'] },
        },
      ],
      owns: tables.filter(({ schema, name }) => schema === executions.schema && OWN.test(name)),
      notes: ['n8n keeps the error of an execution in a blob of its own, which is not read'],
    }
  },
}

const OWN =
  /^(execution_|workflow|workflows_|credentials_|shared_|tag_|webhook_|installed_|event_destinations|auth_|project|role$|user$|settings$|variables$|migrations$|annotation_|insights_|test_|processed_data|invalid_auth_token|user_api_keys|folder)/
