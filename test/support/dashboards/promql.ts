// What a PromQL expression asks for: its selectors, the labels of its answer, and of what dimension that is. Read with the grammar of
// Prometheus' own editor.
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

export interface Matcher {
  label: string
  op: string
  value: string
}

export interface Selector {
  /** Null where it is selected by `__name__`. */
  metric: string | null
  matchers: readonly Matcher[]
  /** As it was written, variables included; null of an instant vector. */
  range: string | null
  /** The function that it is handed to at once. */
  inside: string | null
}

/** What a metric says of itself. */
export interface Known {
  labels: readonly string[]
  dimension: Dimension
}

export type Dimension =
  | 'seconds'
  | 'timestamp'
  | 'millisecond timestamp'
  | 'ratio'
  | 'bytes'
  | 'flag'
  | 'count'
  | 'per second'
  | 'any'

/** Null of a metric that is not known. */
export type Catalogue = (selector: Selector) => Known | null

/** Stand for variables of Grafana where a duration has to be. */
const DURATIONS: Readonly<Record<string, string>> = {
  $__rate_interval: '1h23m',
  $__range: '29d7h',
  $__interval: '17m',
}

const SCRAPED = ['job', 'instance']

/** The same with durations in the places of variables, so that it can be parsed. */
function withDurations(expression: string): string {
  return Object.entries(DURATIONS).reduce((text, [name, value]) => text.replaceAll(name, value), expression)
}

export class Promql {
  readonly #text: string
  readonly #top: SyntaxNode
  readonly #catalogue: Catalogue

  constructor(expression: string, catalogue: Catalogue = () => null) {
    this.#text = withDurations(expression)
    this.#top = parser.parse(this.#text).topNode
    this.#catalogue = catalogue
  }

  isValid(): boolean {
    return this.#all('⚠').length === 0 && this.#top.firstChild !== null
  }

  selectors(): Selector[] {
    return this.#all('VectorSelector').map(node => this.#selector(node))
  }

  /** Labels by which something is grouped or matched, and those of the sides that are grouped or matched by them. */
  groupings(): Array<{ label: string; among: ReadonlySet<string> }> {
    return this.#all('GroupingLabels').flatMap(list => {
      const whole = list.parent?.parent ?? this.#top
      const sides = operands(whole).map(side => this.#labels(side))
      const among = new Set(sides.flatMap(side => [...side]))
      return children(list, 'LabelName').map(name => ({ label: this.#of(name), among }))
    })
  }

  /** Labels that a sample of the answer may have. */
  labels(): ReadonlySet<string> {
    return this.#labels(this.#top)
  }

  dimension(): Dimension {
    return this.#dimension(this.#top)
  }

  #all(name: string): SyntaxNode[] {
    const found: SyntaxNode[] = []
    this.#top.cursor().iterate(({ type, node }) => {
      if (type.name === name || (name === '⚠' && type.isError)) found.push(node)
    })
    return found
  }

  #of({ from, to }: SyntaxNode): string {
    return this.#text.slice(from, to)
  }

  #selector(node: SyntaxNode): Selector {
    const name = node.getChild('Identifier')
    const matchers = children(node.getChild('LabelMatchers'), 'UnquotedLabelMatcher').map(matcher => {
      const [label, op, value] = [matcher.firstChild, matcher.getChild('MatchOp'), matcher.lastChild]
      return {
        label: label ? this.#of(label) : '',
        op: op ? this.#of(op) : '',
        value: value ? this.#of(value).slice(1, -1) : '',
      }
    })
    const matrix = node.parent?.name === 'MatrixSelector' ? node.parent : null
    const duration = matrix?.getChild('DurationExpr')
    return {
      metric: name === null ? null : this.#of(name),
      matchers,
      range: duration ? variableOf(this.#of(duration)) : null,
      inside: this.#functionAround(matrix ?? node),
    }
  }

  #functionAround(node: SyntaxNode): string | null {
    const outer = node.parent?.name === 'StepInvariantExpr' ? node.parent : node
    const call = outer.parent?.name === 'FunctionCallBody' ? outer.parent.parent : null
    const name = call?.getChild('FunctionIdentifier')
    return name ? this.#of(name) : null
  }

  #labels(node: SyntaxNode): Set<string> {
    switch (node.name) {
      case 'VectorSelector':
        return new Set([...(this.#catalogue(this.#selector(node))?.labels ?? []), ...SCRAPED])
      case 'AggregateExpr':
        return this.#labelsOfAggregate(node)
      case 'BinaryExpr':
        return this.#labelsOfBinary(node)
      case 'FunctionCall':
        return this.#labelsOfCall(node)
      default:
        return new Set(operands(node).flatMap(inner => [...this.#labels(inner)]))
    }
  }

  #labelsOfAggregate(node: SyntaxNode): Set<string> {
    const modifier = node.getChild('AggregateModifier')
    const named = this.#groupingOf(modifier)
    if (node.getChild('AggregateOp')?.getChild('Topk')) return this.#labels(operands(node).at(-1) ?? node)
    if (modifier?.getChild('By')) return new Set(named)
    if (!modifier?.getChild('Without')) return new Set()
    const inner = operands(node).flatMap(one => [...this.#labels(one)])
    return new Set(inner.filter(label => !named.includes(label)))
  }

  #labelsOfBinary(node: SyntaxNode): Set<string> {
    const [left, right] = operands(node)
    if (left === undefined || right === undefined) return new Set()
    if (isNumber(left)) return this.#labels(right)
    if (isNumber(right) || node.getChild('And') || node.getChild('Unless')) return this.#labels(left)
    if (node.getChild('Or')) return new Set([...this.#labels(left), ...this.#labels(right)])
    const clause = node.getChild('MatchingModifierClause')
    const [matched = [], taken = []] = children(clause, 'GroupingLabels').map(list => this.#names(list))
    if (clause?.getChild('GroupLeft')) return new Set([...this.#labels(left), ...taken])
    if (clause?.getChild('GroupRight')) return new Set([...this.#labels(right), ...taken])
    if (clause?.getChild('On')) return new Set(matched)
    return new Set([...this.#labels(left)].filter(label => !matched.includes(label)))
  }

  #labelsOfCall(node: SyntaxNode): Set<string> {
    const inner = operands(node).flatMap(one => [...this.#labels(one)])
    const name = node.getChild('FunctionIdentifier')
    if (name === null || this.#of(name) !== 'label_replace') return new Set(inner)
    const made = node.getChild('FunctionCallBody')?.getChild('StringLiteral')
    return new Set([...inner, made ? this.#of(made).slice(1, -1) : ''])
  }

  #dimension(node: SyntaxNode): Dimension {
    switch (node.name) {
      case 'VectorSelector':
        return this.#catalogue(this.#selector(node))?.dimension ?? 'any'
      case 'AggregateExpr': {
        if (node.getChild('AggregateOp')?.getChild('Count')) return 'count'
        const inner = this.#dimension(operands(node).at(-1) ?? node)
        return inner === 'flag' && node.getChild('AggregateOp')?.getChild('Sum') && !isNothing(node)
          ? 'count'
          : inner
      }
      case 'BinaryExpr':
        return this.#dimensionOfBinary(node)
      case 'FunctionCall':
        return this.#dimensionOfCall(node)
      case 'NumberDurationLiteral':
        return 'any'
      default: {
        const [inner] = operands(node)
        return inner === undefined ? 'any' : this.#dimension(inner)
      }
    }
  }

  #dimensionOfCall(node: SyntaxNode): Dimension {
    const name = node.getChild('FunctionIdentifier')
    const called = name === null ? '' : this.#of(name)
    if (called === 'time') return 'timestamp'
    const [first] = operands(node)
    const inner = first === undefined ? 'any' : this.#dimension(first)
    if (called !== 'rate' && called !== 'irate') return inner
    // Seconds in a second are a share of it.
    return inner === 'seconds' ? 'ratio' : 'per second'
  }

  #dimensionOfBinary(node: SyntaxNode): Dimension {
    const [left, right] = operands(node)
    if (left === undefined || right === undefined) return 'any'
    const [a, b] = [this.#dimension(left), this.#dimension(right)]
    if (node.getChild('Mul')) {
      if (this.#of(left) === '1000' && b === 'timestamp') return 'millisecond timestamp'
      return a === 'any' || a === 'flag' ? b : a
    }
    if (node.getChild('Sub')) return a === 'timestamp' && b === 'timestamp' ? 'seconds' : a
    if (node.getChild('Div')) return a === 'ratio' && b === 'per second' ? 'seconds' : a
    return a === 'any' ? b : a
  }

  #groupingOf(node: SyntaxNode | null): string[] {
    const list = node?.getChild('GroupingLabels') ?? null
    return list === null ? [] : this.#names(list)
  }

  #names(list: SyntaxNode): string[] {
    return children(list, 'LabelName').map(name => this.#of(name))
  }
}

const EXPRESSIONS = new Set([
  'VectorSelector',
  'MatrixSelector',
  'AggregateExpr',
  'BinaryExpr',
  'FunctionCall',
  'ParenExpr',
  'UnaryExpr',
  'StepInvariantExpr',
  'SubqueryExpr',
  'OffsetExpr',
  'NumberDurationLiteral',
])

/** The expressions of which it is made. */
function operands(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).flatMap(child => {
    if (EXPRESSIONS.has(child.name)) return [child]
    return child.name === 'FunctionCallBody' ? operands(child) : []
  })
}

function children(node: SyntaxNode | null | undefined, name: string): SyntaxNode[] {
  return node?.getChildren(name) ?? []
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = []
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child)
  return found
}

function isNumber(node: SyntaxNode): boolean {
  return (
    node.name === 'NumberDurationLiteral' || (node.name === 'FunctionCall' && operands(node).length === 0)
  )
}

/** `sum without ()`, which adds nothing up. */
function isNothing(node: SyntaxNode): boolean {
  const modifier = node.getChild('AggregateModifier')
  const list = modifier?.getChild('GroupingLabels')
  return modifier?.getChild('Without') != null && children(list, 'LabelName').length === 0
}

function variableOf(duration: string): string {
  return Object.entries(DURATIONS).find(([, value]) => value === duration)?.[0] ?? duration
}
