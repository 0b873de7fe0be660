// Writes the `slowburn.yml` that fits an inspected database, with what to know about it in comments.

import { DEFAULTS, type TableMapping } from '../mapping/mapping.ts'
import { columnsOf } from '../mapping/roles.ts'
import type { InspectedMapping, Inspection } from './inspect.ts'

/** @returns A whole configuration file. The URL is left to the environment, so that it holds no secret. */
export function renderConfig({ target, mappings }: Inspection): string {
  const haveRuns = mappings.some(({ mapping }) => mapping.as === 'runs')
  const render = (mapping: InspectedMapping): string[] => renderTable(mapping, haveRuns)
  const certain = mappings.filter(mapping => mapping.certain)
  const doubtful = mappings.filter(mapping => !mapping.certain)
  const lines = [
    `# slowburn reads ${oneLine(target)}. It needs a user who may SELECT from the tables below, and no more.`,
    '# `slowburn check` tries this file; `slowburn start` runs it. Times without a zone are taken as UTC.',
    'sources:',
    '  - name: platform          # part of every event id: renaming a source reads its history again',
    '    type: postgres',
    `    url: ${'$'}{DATABASE_URL}`,
    '    lag: 2m                 # how long after its time a row may become visible (longest transaction)',
    '    statement_timeout: 5s',
    '    backfill: 90d           # how far back the first start reads',
    certain.length > 0 ? '    tables:' : '    tables: []   # nothing was recognised: map at least one table',
    ...certain.flatMap(render),
  ]
  if (doubtful.length > 0) {
    lines.push('', '      # These might be worth watching too; take away the # to do so.')
    lines.push(...doubtful.flatMap(render).map(line => line.replace(/^ {6}(?! *#)/, '      # ')))
  }
  return `${lines.join('\n')}\n`
}

function renderTable({ mapping, missing, seen }: InspectedMapping, haveRuns: boolean): string[] {
  const lines = [...seen, ...missing].map(line => `      # ${oneLine(line)}`)
  lines.push(`      - table: ${scalar(mapping.table)}`, `        as: ${mapping.as}`)
  if (mapping.as === 'observations') lines.push(`        observation: ${scalar(mapping.observation)}`)
  if (mapping.as === 'tasks' && mapping.columns.startedAt === undefined && !haveRuns) {
    lines.push(
      '        # concurrency: 1   # true of you? One worker, tasks in order: run time is reconstructed',
    )
  }
  lines.push('        columns:')
  for (const [role, column] of columnsOf(mapping)) lines.push(`          ${snake(role)}: ${scalar(column)}`)
  return [...lines, ...extras(mapping)]
}

function extras(mapping: TableMapping): string[] {
  if (mapping.as === 'claims' && mapping.columns.verifier === undefined) {
    return ['        verifier: self      # who verifies: human, test, model or self']
  }
  if (mapping.as !== 'tasks') return []
  const { completed, failed } = DEFAULTS.statuses
  return [
    '        statuses:           # values of the status that end a task; all others mean that it goes on',
    `          completed: [${completed.map(scalar).join(', ')}]`,
    `          failed: [${failed.map(scalar).join(', ')}]`,
  ]
}

/** A YAML scalar: plain where that is safe, else in double quotes, of which JSON's are a subset. */
function scalar(text: string): string {
  const plain =
    /^[A-Za-z_][A-Za-z0-9_.-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text)
  return plain ? text : JSON.stringify(text)
}

function snake(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
