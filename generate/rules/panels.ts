// Which panel of the boards draws what a rule of Prometheus asks for.

/** A file of a board, as far as this looks at it. */
interface Board {
  uid: string
  panels: readonly Panel[]
}

interface Panel {
  id: number
  type: string
  targets?: ReadonlyArray<{ expr: string }>
  panels?: readonly Panel[]
}

interface Candidate {
  address: string
  isOpen: boolean
  metrics: ReadonlySet<string>
}

/** What says nothing of a rule or of a panel: whether slowburn answers at all, and what its series are called. */
const ASIDE = new Set(['slowburn_series_info', 'slowburn_build_info'])

/**
 * Address in Grafana of the panel that draws the first metric of an expression, and most of the others; of those, one of an open row, and
 * one that draws little else.
 */
export function panelFor(expression: string, boards: readonly string[]): string {
  const asked = [...metricsIn(expression)]
  const shared = ({ metrics }: Candidate): number => asked.filter(name => metrics.has(name)).length
  const [best] = boards
    .flatMap(text => candidatesOf(JSON.parse(text) as Board))
    .filter(({ metrics }) => metrics.has(asked[0] ?? ''))
    .toSorted(
      (a, b) =>
        shared(b) - shared(a) || Number(b.isOpen) - Number(a.isOpen) || a.metrics.size - b.metrics.size,
    )
  if (best === undefined) throw new Error(`no panel draws what this rule asks for: ${expression}`)
  return best.address
}

function candidatesOf({ uid, panels }: Board): Candidate[] {
  const of = ({ id, targets = [] }: Panel, isOpen: boolean): Candidate => ({
    address: `d/${uid}?viewPanel=${id}`,
    isOpen,
    metrics: metricsIn(targets.map(({ expr }) => expr).join('\n')),
  })
  return panels.flatMap(panel =>
    panel.type === 'row' ? (panel.panels ?? []).map(one => of(one, false)) : [of(panel, true)],
  )
}

function metricsIn(expression: string): Set<string> {
  const found =
    expression.match(/\b(?:slowburn:\w+:\w+|slowburn_\w+|process_start_time_seconds|up)\b(?!["-])/g) ?? []
  return new Set(found.filter(name => !ASIDE.has(name)))
}
