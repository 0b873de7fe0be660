// The shape of a rule about the layout of the code.
import type { SourceTree } from './source-tree.ts'

export interface Rule {
  readonly name: string
  /** What is wrong and what to do about it, a line each. */
  check(tree: SourceTree): readonly string[]
}
