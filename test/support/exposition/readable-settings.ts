// What pages and metrics read of a configuration that says nothing beside its source.
import { parseConfig } from '../../../src/config/load.ts'
import { readableOf } from '../../../src/config/readable.ts'

export const READABLE = readableOf(
  parseConfig('sources: [{ name: app, type: push, token: 0123456789abcdef, feeds: [task] }]', {}),
)
