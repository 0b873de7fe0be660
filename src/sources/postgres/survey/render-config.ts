// Writes the `slowburn.yml` that fits an inspected database, with what to know about it in comments.

import { DEFAULTS, type TableMapping, type TaskStatuses } from '../mapping/mapping.ts'
import { columnsOf } from '../mapping/roles.ts'
import { type InspectedMapping, type Inspection, unmapped } from './inspect.ts'

/** Proposals that are doubtful are written down to this many; and no more lines than a person reads. */
const DOUBTFUL = 5
const MOST_LINES = 150

/** @returns A whole configuration file. The URL is left to the environment, so that it holds no secret. */
export function renderConfig(inspection: Inspection, all = false): string {
  const { target, mappings, zone } = inspection
  const others = unmapped(inspection)
  const haveRuns = mappings.some(({ mapping }) => mapping.as === 'runs')
  const render = (mapping: InspectedMapping): string[] => renderTable(mapping, haveRuns)
  const certain = mappings.filter(mapping => mapping.certain)
  const doubtful = mappings.filter(mapping => !mapping.certain)
  const head = [
    `# slowburn reads ${oneLine(target)}. It needs a user who may SELECT from the tables below, and no more.`,
    '# `slowburn check` tries this file; `slowburn start` runs it.',
    'sources:',
    '  - name: platform          # part of every event id: renaming a source reads its history again',
    '    type: postgres',
    `    url: ${'$'}{DATABASE_URL}`,
    '    lag: 2m                 # how long after its time a row may become visible (longest transaction)',
    '    statement_timeout: 5s',
    '    backfill: 90d           # how far back the first start reads',
    ...(zone === null
      ? []
      : [`${`    zone: ${zone.name}`.padEnd(COMMENTS)}# of times that name none: ${oneLine(zone.because)}`]),
  ]
  const room = all ? Number.POSITIVE_INFINITY : MOST_LINES - head.length - CLOSING
  const kept = within(certain.map(render), room)
  const rest = room - kept.flat().length
  const offered = within(doubtful.slice(0, all ? doubtful.length : DOUBTFUL).map(render), rest)
  const left = [...certain.slice(kept.length), ...doubtful.slice(offered.length)]
  const lines = [...head, kept.length > 0 ? '    tables:' : nothingCertain(offered.length), ...kept.flat()]
  if (offered.length > 0) {
    const too = kept.length > 0 ? ' too' : ''
    lines.push(
      '',
      `      # These might be worth watching${too}; take away "# " from each line of one to do so.`,
    )
    lines.push(...offered.flat().map(line => line.replace(/^ {6}/, '      # ')))
  }
  if (left.length > 0) lines.push('', ...leftOut(left))
  if (others.length > 0) lines.push('', `      # Tables that nothing is known of: ${named(others)}.`)
  return `${lines.join('\n')}\n`
}

/** The column in which comments begin. */
const COMMENTS = 28

/** Lines for what stands below the proposals. */
const CLOSING = 8

/** As many from the beginning as there is room for. */
function within(blocks: readonly string[][], room: number): string[][] {
  let lines = 0
  return blocks.filter(block => {
    lines += block.length
    return lines <= room
  })
}

/** An empty list could not be added to: what is uncommented below has to stand under the key itself. */
function nothingCertain(offered: number): string {
  return offered > 0
    ? '    tables:   # nothing is certain: at least one of those below has to be watched'
    : '    tables: []   # nothing was recognised: map at least one table'
}

/** Nothing is left out unsaid. */
function leftOut(mappings: readonly InspectedMapping[]): string[] {
  return [
    `      # Not written for want of room: ${named(mappings.map(({ mapping }) => mapping.table))}.`,
    '      # `slowburn init --all` writes them too.',
  ]
}

/** By name as far as two lines go, and how many more. */
function named(tables: readonly string[]): string {
  const names: string[] = []
  for (const table of tables) {
    if ([...names, table].join(', ').length > 200) break
    names.push(table)
  }
  const more = tables.length - names.length
  return `${oneLine(names.join(', '))}${more > 0 ? ` and ${more} more` : ''}`
}

function renderTable({ mapping, platform, missing, seen }: InspectedMapping, haveRuns: boolean): string[] {
  const known = platform === null ? [] : [`${platform}:`]
  const lines = [...known, ...seen, ...missing].map(line => `      # ${oneLine(line)}`)
  lines.push(`      - table: ${scalar(mapping.table)}`, `        as: ${mapping.as}`)
  if (mapping.query !== undefined) {
    lines.push('        query: |', ...mapping.query.split('\n').map(line => `          ${line}`))
  }
  if (mapping.as === 'tasks' && mapping.archive !== undefined) {
    lines.push(`        archive: ${scalar(mapping.archive)}`)
  }
  if (mapping.as === 'tasks' && mapping.deleted !== undefined) {
    lines.push(`        deleted: ${mapping.deleted}   # with \`follow: replication\``)
  }
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
  if (mapping.columns.status === undefined) return []
  const { completed, failed, underway = [] }: TaskStatuses = mapping.statuses ?? DEFAULTS.statuses
  return [
    '        statuses:           # values of the status that end a task; all others mean that it goes on',
    `          completed: [${completed.map(scalar).join(', ')}]`,
    `          failed: [${failed.map(scalar).join(', ')}]`,
    ...(underway.length === 0 ? [] : [`          underway: [${underway.map(scalar).join(', ')}]`]),
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
