// Boards that are wrong in one place: what a test of them must notice.
import type { Annotation, Panel, Variable } from './boards.ts'
import { Promql, type Selector } from './promql.ts'

export interface Mutant<Of> {
  /** What was done to it. */
  change: string
  of: Of
}

/** A name of a metric or a label that is another, a counter without its rate, a window that is shorter. */
export function expressionMutants(expression: string): Array<Mutant<string>> {
  const query = new Promql(expression)
  const selectors = query.selectors()
  const labels = new Set([
    ...selectors.flatMap(({ matchers }) => matchers.map(({ label }) => label)),
    ...query.groupings().map(({ label }) => label),
  ])
  labels.delete('__name__')
  return [
    ...[...new Set(selectors.flatMap(nameOf))].map(name => renamed(expression, name)),
    ...[...labels].flatMap(label => relabelled(expression, label)),
    ...withoutRates(expression),
    ...[...expression.matchAll(/\[(.+?)\]/g)].map(({ index, 0: window }) => ({
      change: `${window} is a minute`,
      of: `${expression.slice(0, index)}[1m]${expression.slice(index + window.length)}`,
    })),
  ].filter(({ of }) => of !== expression)
}

/** Those of its expressions, and of its units, its legends and the labels of its columns. */
export function panelMutants(panel: Panel): Array<Mutant<Panel>> {
  const { targets = [] } = panel
  return [
    ...targets.flatMap((target, i) =>
      [
        ...expressionMutants(target.expr).map(({ change, of }) => ({ change, of: { ...target, expr: of } })),
        ...legendMutants(target.legendFormat ?? '').map(({ change, of }) => ({
          change,
          of: { ...target, legendFormat: of },
        })),
      ].map(({ change, of }) => ({ change, of: { ...panel, targets: targets.with(i, of) } })),
    ),
    ...unitMutants(panel),
    ...columnMutants(panel),
  ]
}

export function annotationMutants(annotation: Annotation): Array<Mutant<Annotation>> {
  return [
    ...expressionMutants(annotation.expr).map(({ change, of }) => ({
      change,
      of: { ...annotation, expr: of },
    })),
    ...legendMutants(annotation.titleFormat).map(({ change, of }) => ({
      change,
      of: { ...annotation, titleFormat: of },
    })),
    {
      change: 'seconds, not milliseconds',
      of: { ...annotation, expr: annotation.expr.replace('1000 * ', '') },
    },
    { change: 'on every panel', of: { ...annotation, filter: { exclude: true, ids: [] } } },
  ]
}

export function variableMutants(variable: Variable): Array<Mutant<Variable>> {
  const { query } = variable
  if (typeof query === 'string') return []
  const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(query.query) ?? []
  const asking = (text: string): Variable => ({ ...variable, query: { query: text } })
  return [
    ...expressionMutants(series).map(({ change, of }) => ({
      change,
      of: asking(`label_values(${of}, ${label})`),
    })),
    { change: `the label ${label} is another`, of: asking(`label_values(${series}, ${label}x)`) },
  ]
}

function nameOf({ metric, matchers }: Selector): string[] {
  if (metric !== null) return [metric]
  return matchers.some(({ label }) => label === '__name__') ? ['slowburn_${indicator}'] : []
}

function renamed(expression: string, name: string): Mutant<string> {
  return {
    change: `${name} is renamed`,
    of: replaced(expression, name, `${name.slice(0, 9)}x${name.slice(9)}`),
  }
}

/** Once everywhere, and once in each place alone. */
function relabelled(expression: string, label: string): Array<Mutant<string>> {
  const places = [...expression.matchAll(new RegExp(`(?<![\\w$"])${label}(?=\\s*(=|!=|,|\\)))`, 'g'))]
  return places.map(({ index }) => ({
    change: `the label ${label} is renamed at ${index}`,
    of: `${expression.slice(0, index)}${label}x${expression.slice(index + label.length)}`,
  }))
}

function withoutRates(expression: string): Array<Mutant<string>> {
  return [...expression.matchAll(/(?:rate|increase)\(([^()]+)\[[^\]]+\]\)/g)].map(
    ({ index, 0: call, 1: inner = '' }) => ({
      change: 'the rate is gone',
      of: expression.slice(0, index) + inner + expression.slice(index + call.length),
    }),
  )
}

function legendMutants(legend: string): Array<Mutant<string>> {
  return [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(({ index, 0: whole, 1: label = '' }) => ({
    change: `the legend names ${label}x`,
    of: `${legend.slice(0, index)}{{${label}x}}${legend.slice(index + whole.length)}`,
  }))
}

const SOME_UNITS = [
  's',
  'ms',
  'short',
  'percentunit',
  'percent',
  'bytes',
  'cps',
  'dateTimeAsIso',
  'bool_yes_no',
]

/** Each unit in turn, but for the default of a panel none of whose targets has it. */
function unitMutants(panel: Panel): Array<Mutant<Panel>> {
  const config = panel.fieldConfig
  if (config === undefined) return []
  const { defaults, overrides } = config
  const inUse = panel.type !== 'table' && !overrides.some(({ matcher }) => matcher.id === 'byFrameRefID')
  const ofDefault = SOME_UNITS.filter(unit => inUse && unit !== defaults.unit).map(unit => ({
    change: `${unit}, not ${defaults.unit}`,
    of: { ...panel, fieldConfig: { ...config, defaults: { ...defaults, unit } } },
  }))
  const ofColumns = overrides.flatMap((override, i) => {
    const of = override.properties.find(({ id }) => id === 'unit')
    if (of === undefined) return []
    return SOME_UNITS.filter(unit => unit !== of.value).map(unit => {
      const properties = override.properties.map(one => (one === of ? { ...of, value: unit } : one))
      const changed = overrides.with(i, { ...override, properties })
      return {
        change: `${unit}, not ${String(of.value)}, of ${override.matcher.options}`,
        of: { ...panel, fieldConfig: { ...config, overrides: changed } },
      }
    })
  })
  return [...ofDefault, ...ofColumns]
}

function columnMutants(panel: Panel): Array<Mutant<Panel>> {
  const { transformations = [] } = panel
  const i = transformations.findIndex(({ id }) => id === 'filterFieldsByName')
  const filter = transformations[i]
  if (filter === undefined) return []
  const { include } = filter.options as { include: { names: string[] } }
  return include.names
    .filter(name => name !== 'page' && !name.startsWith('Value'))
    .map(name => ({
      change: `a column is of ${name}x`,
      of: {
        ...panel,
        transformations: transformations.with(i, {
          ...filter,
          options: { include: { names: include.names.map(one => (one === name ? `${name}x` : one)) } },
        }),
      },
    }))
}

/** Where a name stands as a whole. */
function replaced(text: string, name: string, by: string): string {
  return name.includes('$')
    ? text.replaceAll(name, by)
    : text.replaceAll(new RegExp(`(?<![\\w$])${name}(?!\\w)`, 'g'), by)
}
