// The committed boards, taken apart for tests.
import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Target {
  expr: string
  refId: string
  legendFormat?: string
  format?: string
  instant?: boolean
  datasource: { uid: string }
}

export interface Property {
  id: string
  value: unknown
}

export interface Transformation {
  id: string
  options: Record<string, unknown>
}

export interface Panel {
  id: number
  type: string
  title: string
  description?: string
  gridPos: { x: number; y: number; w: number; h: number }
  datasource?: { type: string; uid: string }
  targets?: Target[]
  transformations?: Transformation[]
  collapsed?: boolean
  panels?: Panel[]
  fieldConfig?: {
    defaults: { unit?: string; noValue?: string; mappings?: unknown[]; thresholds?: unknown; min?: number }
    overrides: Array<{ matcher: { id: string; options: string }; properties: Property[] }>
  }
}

export interface Variable {
  name: string
  type: string
  label: string
  query: string | { query: string }
  datasource?: { uid: string }
  multi?: boolean
  includeAll?: boolean
  allValue?: string
  refresh?: number
}

export interface Annotation {
  name: string
  expr: string
  titleFormat: string
  textFormat: string
  tagKeys: string
  datasource: { uid: string }
  iconColor: string
  filter: { exclude: boolean; ids: number[] }
}

export interface Board {
  uid: string
  title: string
  description: string
  editable: boolean
  tags: string[]
  schemaVersion: number
  panels: Panel[]
  templating: { list: Variable[] }
  annotations: { list: Annotation[] }
}

const FOLDER = join(import.meta.dirname, '../../../dashboards')

export function committedBoards(): Board[] {
  return globSync('*.json', { cwd: FOLDER })
    .sort()
    .map(file => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Board)
}

export function committedFiles(): Record<string, string> {
  const files = globSync('*.json', { cwd: FOLDER }).sort()
  return Object.fromEntries(
    files.map(file => [`dashboards/${basename(file)}`, readFileSync(join(FOLDER, file), 'utf8')]),
  )
}

/** Every panel but the rows, those in closed rows too. */
export function panelsOf({ panels }: Pick<Board, 'panels'>): Panel[] {
  return panels.flatMap(panel => (panel.type === 'row' ? (panel.panels ?? []) : [panel]))
}

/** Those that ask as soon as the board is opened. */
export function openPanels({ panels }: Pick<Board, 'panels'>): Panel[] {
  return panels.filter(({ type }) => type !== 'row')
}

/** `label_values(metric{...}, label)`, taken apart; null of a variable of another kind. */
export function labelValues({ type, query }: Variable): { series: string; label: string } | null {
  if (type !== 'query' || typeof query === 'string') return null
  const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query.query) ?? []
  return { series, label }
}

export interface Asked {
  of: string
  expr: string
}

/** Every expression of a board: panels, annotations, and the series of its variables. */
export function expressionsOf(board: Board): Asked[] {
  return [
    ...panelsOf(board).flatMap(({ title, targets = [] }) =>
      targets.map(({ expr }) => ({ of: `${board.uid}: ${title}`, expr })),
    ),
    ...board.annotations.list.map(({ name, expr }) => ({ of: `${board.uid}: ${name}`, expr })),
    ...board.templating.list.flatMap(variable => {
      const found = labelValues(variable)
      return found === null ? [] : [{ of: `${board.uid}: $${variable.name}`, expr: found.series }]
    }),
  ]
}
