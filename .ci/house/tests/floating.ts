// What a test starts and does not wait for, and what ends it before it has asserted anything.
import {
  isCallExpression,
  isExpressionStatement,
  isPropertyAccessExpression,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { within } from '../syntax.ts'
import { asserts, calledBy } from './asserting.ts'

/** Why what the node starts or ends is a fault; null where it is none. */
export function floating(node: Node): string | null {
  return ending(node) ?? chained(node)
}

/** `process.exit(0)`: the file ends as if all of it had held. */
function ending(node: Node): string | null {
  if (!isCallExpression(node)) return null
  const called = calledBy(node).join('.')
  return /^process\.(?:exit|reallyExit|abort)$/.test(called) ? `${called} ends the file with its tests` : null
}

const THEN: ReadonlySet<string> = new Set(['then', 'catch', 'finally'])

/** `run().then(() => assert.equal(...))`, and `void` before it. */
function chained(node: Node): string | null {
  if (node.kind !== SyntaxKind.VoidExpression && !isExpressionStatement(node)) return null
  const { expression } = node as unknown as { expression: Node }
  for (let call = expression; isCallExpression(call) && isPropertyAccessExpression(call.expression); ) {
    const { expression: of, name } = call.expression
    const holdsAssertion = call.arguments.some(given =>
      [...within(given)].some(each => isCallExpression(each) && asserts(calledBy(each))),
    )
    if (THEN.has(name.text) && holdsAssertion) return `what ${name.text} asserts is awaited by nobody`
    call = of as typeof call
  }
  return null
}
