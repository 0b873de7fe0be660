// Inside each room, and each folder of it, the graph between the children, files and subfolders alike, has no cycle.
// Between rooms their order sees to it.
import { dirname } from 'node:path'
import { stronglyConnected } from '../graph.ts'
import type { Import } from '../imports.ts'
import type { Rule } from '../rule.ts'
import type { SourceTree } from '../source-tree.ts'

export const cycles: Rule = {
  name: 'cycles',
  check: tree => allFolders(tree).flatMap(folder => cyclesIn(folder, tree.imports)),
}

function allFolders(tree: SourceTree): string[] {
  const found = new Set<string>()
  for (const { path } of tree.files) {
    for (let folder = dirname(path); folder.startsWith('src/'); folder = dirname(folder)) found.add(folder)
  }
  return [...found].sort()
}

function cyclesIn(folder: string, imports: readonly Import[]): string[] {
  const graph = new Map<string, Map<string, Import>>()
  for (const found of imports) {
    const from = childOf(folder, found.from)
    const to = childOf(folder, found.to)
    if (found.external || from === null || to === null || from === to) continue
    const targets = graph.get(from) ?? new Map<string, Import>()
    if (!targets.has(to)) targets.set(to, found)
    graph.set(from, targets)
  }
  const edges = new Map([...graph].map(([from, targets]) => [from, [...targets.keys()]]))
  return stronglyConnected(edges).flatMap(group =>
    group.flatMap(from =>
      [...(graph.get(from) ?? [])]
        .filter(([to]) => group.includes(to))
        .map(([to, example]) => messageOf(folder, from, to, example)),
    ),
  )
}

function childOf(folder: string, path: string): string | null {
  return path.startsWith(`${folder}/`) ? (path.slice(folder.length + 1).split('/')[0] ?? null) : null
}

function messageOf(folder: string, from: string, to: string, example: Import): string {
  return `${folder}: ${from} -> ${to} is part of a cycle (${example.from} imports ${example.to})`
}
