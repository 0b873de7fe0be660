// What must be so of every board, and of all of them together.
import { type Annotation, type Board, labelValues, panelsOf, type Variable } from '../boards.ts'
import { known } from '../catalogue.ts'
import { Promql } from '../promql.ts'
import { faultsOfExpression } from './expressions.ts'
import { faultsOfPanel, namesIn, openTargets } from './panels.ts'

/** Queries that a board may ask when it is opened: more make it slow, and a person look in vain for what matters. */
const MOST_TARGETS = 12

export function faultsOfBoard(board: Board, all: readonly Board[]): string[] {
  const { uid, editable, annotations, templating, tags } = board
  return [
    ...(editable ? ['uneditable-dashboard: it can be edited'] : []),
    ...(tags.includes('slowburn') ? [] : ['links: the list of boards goes by the tag slowburn']),
    ...(openTargets(board) > MOST_TARGETS ? [`budget: ${openTargets(board)} targets in open rows`] : []),
    ...templateFaults(templating.list),
    ...templating.list.flatMap(faultsOfVariable),
    ...annotations.list.flatMap(annotation => faultsOfAnnotation(annotation, board)),
    ...panelsOf(board).flatMap(faultsOfPanel),
    ...idFaults(board),
    ...layoutFaults(board),
    ...boardLinkFaults(board, all),
  ].map(fault => `${uid}: ${fault}`)
}

/** template-datasource, template-job and template-instance. */
function templateFaults(variables: readonly Variable[]): string[] {
  const source = variables.find(({ type }) => type === 'datasource')
  const isChosen =
    source?.name === 'datasource' && source.label === 'Data source' && source.query === 'prometheus'
  return [
    ...(isChosen ? [] : ['template-datasource: no variable for the data source']),
    ...[['job', 'Job'] as const, ['instance', 'Instance'] as const].flatMap(([name, label]) => {
      const one = variables.find(variable => variable.name === name)
      const isWhole =
        one?.label === label && one.multi === true && one.includeAll === true && one.allValue === '.+'
      return isWhole ? [] : [`template-${name}: no variable for any number of them, and All`]
    }),
  ]
}

/** template-label-promql and template-on-time-change-reload. */
export function faultsOfVariable(variable: Variable): string[] {
  const values = labelValues(variable)
  if (values === null) return []
  const { series, label } = values
  const isScraped = variable.name === 'job' || variable.name === 'instance'
  const labels = new Promql(series, known).labels()
  return [
    ...(variable.refresh === 2 ? [] : ['template-on-time-change-reload: it keeps what it had']),
    ...(variable.datasource?.uid === '${datasource}' ? [] : ['template-datasource: another data source']),
    ...faultsOfExpression(series, isScraped),
    ...(labels.has(label) ? [] : [`contract: ${series} has no label ${label}`]),
  ].map(fault => `$${variable.name}: ${fault}`)
}

/** One mark for each thing, that ends where it begins, on the panels to which it belongs. */
export function faultsOfAnnotation(annotation: Annotation, board: Board): string[] {
  const { name, expr, titleFormat, textFormat, tagKeys, datasource, filter } = annotation
  const query = new Promql(expr, known)
  const ids = new Set(panelsOf(board).map(({ id }) => id))
  const labels = query.labels()
  const named = [...namesIn(`${titleFormat} ${textFormat}`, /\{\{(\w+)\}\}/g), ...tagKeys.split(',')]
  const isSame =
    query.selectors().every(({ inside }) => inside === 'last_over_time') &&
    expr.split('@ end()').length === query.selectors().length + 1
  return [
    ...faultsOfExpression(expr),
    ...(datasource.uid === '${datasource}' ? [] : ['panel-datasource: another data source']),
    ...(isSame ? [] : ['marks: it is another at each step']),
    ...(query.dimension() === 'millisecond timestamp' ? [] : ['marks: its value is no moment']),
    ...(filter.exclude || filter.ids.length === 0 || filter.ids.some(id => !ids.has(id))
      ? ['marks: it is on panels to which it does not belong']
      : []),
    ...named.filter(label => !labels.has(label)).map(label => `contract: no mark has the label ${label}`),
  ].map(fault => `${name}: ${fault}`)
}

function idFaults(board: Board): string[] {
  const ids = [...board.panels, ...board.panels.flatMap(({ panels = [] }) => panels)].map(({ id }) => id)
  return new Set(ids).size === ids.length ? [] : ['ids: two panels have the same']
}

/** No two in one place, open or with one closed row opened, within the width of the grid. */
function layoutFaults(board: Board): string[] {
  const together = [board.panels, ...board.panels.map(({ panels = [] }) => panels)]
  return together.flatMap(panels => {
    const taken = new Set<string>()
    return panels.flatMap(({ title, gridPos: { x, y, w, h } }) => {
      const places = Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`)
      const isFree = places.every(place => !taken.has(place)) && x >= 0 && x + w <= 24
      for (const place of places) taken.add(place)
      return isFree ? [] : [`layout: ${title} lies over another, or beyond the grid`]
    })
  })
}

/** Where a link leads there is a board, and it has the variables that the link sets. */
function boardLinkFaults(board: Board, all: readonly Board[]): string[] {
  const urls = namesIn(JSON.stringify(board), /"url":"([^"]+)"/g)
  return urls.flatMap(url => {
    const uid = /^\/d\/([\w-]+)\?/.exec(url)?.[1]
    if (uid === undefined) return url.startsWith('${__') ? [] : [`links: ${url} leads nowhere`]
    const target = all.find(one => one.uid === uid)
    if (target === undefined) return [`links: there is no board ${uid}`]
    const variables = new Set(target.templating.list.map(({ name }) => name))
    return namesIn(url, /(?:var-|\{)(\w+)(?==|:queryparam)/g)
      .filter(name => !variables.has(name))
      .map(name => `links: ${uid} has no variable ${name}`)
  })
}
