// Which tests are switched off, and which of their conditions never vary: by name, by an option, under whatever name `test` goes.
import {
  isCallExpression,
  isElementAccessExpression,
  isIdentifier,
  isPropertyAccessExpression,
  isPropertyAssignment,
  isStringLiteral,
  type Node,
  SyntaxKind,
} from 'typescript/unstable/ast'
import { type Syntax, within } from '../syntax.ts'
import { calledBy } from './asserting.ts'
import type { Constants } from './constant.ts'

const GROUPS: readonly string[] = ['test', 'it', 'describe', 'suite']
const OFF = /^(?:skip|todo|only)$/
const WHY = 'say by a condition what the machine must have'

/** The names under which a file knows what makes tests: those of `node:test`, and what it calls them. */
export function namesOfTests(syntax: Syntax): ReadonlySet<string> {
  const names = new Set(GROUPS)
  for (const node of within(syntax)) {
    if (node.kind !== SyntaxKind.ImportSpecifier) continue
    const { name, propertyName } = node as unknown as { name: Node; propertyName?: Node }
    if (propertyName !== undefined && isIdentifier(propertyName) && isIdentifier(name)) {
      if (GROUPS.includes(propertyName.text)) names.add(name.text)
    }
  }
  return names
}

/** Why the node switches a test off, or gives `test` another name so that nobody sees it; null where it does not. */
export function skipped(node: Node, tests: ReadonlySet<string>, constant: Constants): string | null {
  return byName(node, tests) ?? byAlias(node, tests) ?? byOption(node, tests, constant)
}

function byName(node: Node, tests: ReadonlySet<string>): string | null {
  if (isCallExpression(node)) {
    const [first = '', second = ''] = calledBy(node)
    if (first === 't' && second === 'todo') return `t.todo: ${WHY}`
    if (first === 't' && second === 'skip' && !conditional(node)) return `t.skip: ${WHY}`
  }
  const {
    expression: of,
    name,
    argumentExpression: key,
  } = node as unknown as {
    expression?: Node
    name?: Node & { text: string }
    argumentExpression?: Node
  }
  if (of === undefined || !isIdentifier(of) || !tests.has(of.text)) return null
  if (isPropertyAccessExpression(node))
    return OFF.test(name?.text ?? '') ? `${of.text}.${name?.text}: ${WHY}` : null
  if (!isElementAccessExpression(node)) return null
  const isPlain = key !== undefined && isStringLiteral(key) && !OFF.test(key.text)
  return isPlain ? null : `${of.text}[...]: ${WHY}`
}

/** `const maybe = test`, `const { skip } = test`, `import { skip } from 'node:test'`. */
function byAlias(node: Node, tests: ReadonlySet<string>): string | null {
  const { initializer, name, propertyName } = node as unknown as Partial<
    Record<'initializer' | 'name' | 'propertyName', Node>
  >
  if (
    node.kind === SyntaxKind.VariableDeclaration &&
    initializer !== undefined &&
    isIdentifier(initializer)
  ) {
    return tests.has(initializer.text) ? `${initializer.text} under another name; call it by its own` : null
  }
  if (node.kind !== SyntaxKind.ImportSpecifier || !isFromNodeTest(node)) return null
  const imported = propertyName ?? name
  return imported !== undefined && isIdentifier(imported) && OFF.test(imported.text)
    ? `${imported.text} of node:test: ${WHY}`
    : null
}

function isFromNodeTest(node: Node): boolean {
  const { moduleSpecifier } = node.parent.parent.parent as unknown as { moduleSpecifier?: Node }
  return (
    moduleSpecifier !== undefined && isStringLiteral(moduleSpecifier) && moduleSpecifier.text === 'node:test'
  )
}

/** What is given to a test, there or as a constant beforehand. A condition that never varies is none. */
function byOption(node: Node, tests: ReadonlySet<string>, constant: Constants): string | null {
  const isShort = node.kind === SyntaxKind.ShorthandPropertyAssignment
  if (!isShort && !isPropertyAssignment(node)) return null
  const { name, initializer } = node as unknown as { name: Node; initializer?: Node }
  const called = isIdentifier(name) || isStringLiteral(name) ? name.text : ''
  if (!OFF.test(called)) return null
  const { parent: around } = node.parent
  const isGiven = isCallExpression(around) && tests.has(calledBy(around)[0] ?? '')
  if (isGiven && called !== 'skip') return `{ ${called} }: ${WHY}`
  const found = constant(isShort ? name : (initializer ?? name))
  if (found === null || !found.value) return null
  const isSwitch = isGiven || found.value === true || typeof found.value === 'string'
  return isSwitch ? `{ ${called} }: ${WHY}` : null
}

function conditional(node: Node): boolean {
  for (let up = node.parent; up !== undefined; up = up.parent) {
    if (up.kind === SyntaxKind.IfStatement || up.kind === SyntaxKind.ConditionalExpression) return true
    if (up.kind === SyntaxKind.ArrowFunction || up.kind === SyntaxKind.FunctionExpression) return false
  }
  return false
}
