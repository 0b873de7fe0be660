// LiteLLM's proxy: one row a call of a model, written when the call has ended.
import { tableName } from '../connection/catalog.ts'
import { has, type Preset, tableOf } from './preset.ts'

const COLUMNS = ['request_id', 'call_type', 'startTime', 'endTime', 'model']

export const litellm: Preset = {
  name: 'LiteLLM',
  recognise(tables) {
    const logs = tableOf(tables, 'LiteLLM_SpendLogs', COLUMNS)
    if (logs === null) return null
    const hasStatus = has(logs, 'status')
    return {
      version: hasStatus ? '1.65 or later' : 'before 1.65',
      mappings: [
        {
          table: tableName(logs),
          as: 'tasks',
          columns: {
            id: 'request_id',
            type: 'call_type',
            createdAt: 'startTime',
            completedAt: 'endTime',
            model: 'model',
            ...(hasStatus && { status: 'status' }),
          },
          statuses: { completed: ['success'], failed: ['failure'] },
        },
      ],
      owns: tables.filter(({ schema, name }) => schema === logs.schema && name.startsWith('LiteLLM_')),
      notes: hasStatus ? [] : ['this version keeps no status: every call counts as done'],
    }
  },
}
