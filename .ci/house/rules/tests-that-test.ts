// A test file tests: it asserts, awaits what it asserts, swallows no assertion, asks what may vary, and skips only by what the
// machine has. This is read from the syntax alone. Not seen: a condition that never holds for another reason than that it is a constant of
// its own file, an assertion about what nothing in the project made, a promise that is kept and never awaited, and a function that is
// handed to something that does not call it.
import { isCallExpression, type Node } from 'typescript/unstable/ast'
import type { Rule } from '../rule.ts'
import type { SourceFile } from '../source-tree.ts'
import { lineOf, within } from '../syntax.ts'
import { type Asserting, assertingIn, asserts, calledBy } from '../tests/asserting.ts'
import { constantsOf } from '../tests/constant.ts'
import { floating } from '../tests/floating.ts'
import { namesOfTests, skipped } from '../tests/skipped.ts'
import { alwaysTrueIn } from '../tests/truth.ts'
import { unfailing } from '../tests/unfailing.ts'

export const testsThatTest: Rule = {
  name: 'tests-that-test',
  check: tree =>
    judge(
      tree.files.filter(({ path }) => TEST.test(path)),
      assertingIn(tree.files.filter(({ path }) => path.startsWith('test/'))),
    ),
}

const TEST = /^test\/.*\.test\.[cm]?[jt]sx?$/

function judge(files: readonly SourceFile[], asserting: Asserting): string[] {
  return files.flatMap(file => [...without(file, asserting), ...faultsIn(file)])
}

function without({ path, syntax }: SourceFile, asserting: Asserting): string[] {
  const calls = [...within(syntax)].filter(isCallExpression)
  const named = calls.map(calledBy)
  if (!named.some(([name = '']) => /^(?:test|it|describe\w*)$/.test(name))) return [`${path} has no test`]
  const empty = calls.filter(call => isTest(call) && !asserting(call, path))
  if (empty.length > 0) {
    return empty.map(call => `${path}:${lineOf(call, syntax)}: this test asserts nothing`)
  }
  return named.some(asserts) ? [] : [`${path} asserts nothing`]
}

function isTest(call: Node): boolean {
  const names = calledBy(call)
  return names.length === 1 && /^(?:test|it)$/.test(names[0] ?? '')
}

function faultsIn({ path, syntax }: SourceFile): string[] {
  const [tests, constant] = [namesOfTests(syntax), constantsOf(syntax)]
  const alwaysTrue = alwaysTrueIn(syntax, constant)
  return [...within(syntax)].flatMap(node => {
    const fault = skipped(node, tests, constant) ?? unfailing(node, constant, alwaysTrue) ?? floating(node)
    return fault === null ? [] : [`${path}:${lineOf(node, syntax)}: ${fault}`]
  })
}
