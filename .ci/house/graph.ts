// Cycles of a directed graph.

/**
 * The strongly connected components of more than one node: each is a set of nodes that reach one another.
 * R. Tarjan, "Depth-first search and linear graph algorithms", SIAM Journal on Computing 1 (1972).
 */
export function stronglyConnected(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const search: Search = { edges, index: new Map(), low: new Map(), stack: [], components: [] }
  for (const node of edges.keys()) if (!search.index.has(node)) visit(search, node)
  return search.components.filter(component => component.length > 1)
}

interface Search {
  readonly edges: ReadonlyMap<string, readonly string[]>
  readonly index: Map<string, number>
  readonly low: Map<string, number>
  readonly stack: string[]
  readonly components: string[][]
}

function visit(search: Search, node: string): void {
  const { index, low, stack } = search
  const order = index.size
  index.set(node, order)
  low.set(node, order)
  stack.push(node)
  for (const next of search.edges.get(node) ?? []) {
    if (!index.has(next)) visit(search, next)
    if (stack.includes(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0))
  }
  if (low.get(node) === order) search.components.push(stack.splice(stack.indexOf(node)))
}
