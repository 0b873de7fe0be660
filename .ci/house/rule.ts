// The shape of a rule about the layout of the code, and of what it finds.
import type { SourceTree } from './source-tree.ts'

export interface Violation {
  /** Names the violation, stable while it lasts: an exception is granted to this name. */
  readonly key: string
  /** What is wrong and what to do about it, in one line. */
  readonly message: string
}

export interface Rule {
  readonly name: string
  check(tree: SourceTree): readonly Violation[]
}
