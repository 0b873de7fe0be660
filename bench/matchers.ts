// How long one matcher takes on one label, where both are made to freeze a backtracking engine.
// By the wall, which is at least what it takes the processor; where that is too long, by the processor's time of this thread alone.
// node bench/matchers.ts [--quick] [--pairs N] [--seed N]   red where one pair in a thousand takes longer than 1 ms
import { parseArgs } from 'node:util'
import { type Matcher, matcherFault, matchesLabels } from '../src/alerting/routing/matcher.ts'

const { values } = parseArgs({
  options: { quick: { type: 'boolean' }, pairs: { type: 'string' }, seed: { type: 'string', default: '1' } },
})
const PAIRS = Number(values.pairs ?? (values.quick === true ? 50_000 : 1_000_000))
/** Labels that each expression is tried on. */
const LABELS = 10
/** As long as a host name may be. */
const LONGEST_LABEL = 253
const LIMIT_MS = 1

let state = Number(values.seed) >>> 0

/** Mulberry32: the same seed gives the same pairs. */
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

function pick<T>(choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0]
}

const ATOMS = ['a', 'b', '.', '[a-z]', '[^b]', '[ab.-]', '\\w', '\\pL', 'aa', 'ab?'] as const
const REPEATS = ['*', '+', '?', '*?', '{0,8}', '{3}', '{2,}'] as const

/** Nested quantifiers, branches that overlap, optional parts in a row. */
function expression(depth: number): string {
  if (depth === 0) return pick(ATOMS)
  const inner = (): string => expression(depth - 1)
  switch (pick([0, 1, 2, 3])) {
    case 0:
      return `(${inner()}${pick(REPEATS)})${pick(REPEATS)}`
    case 1:
      return `(${inner()}|${inner()}|${inner()})${pick(REPEATS)}`
    case 2:
      return `(${inner()}?){${1 + Math.floor(random() * 20)}}`
    default:
      return `${inner()}${pick(REPEATS)}${inner()}${pick(REPEATS)}${inner()}`
  }
}

/** Nearly matches for as long as it can. */
function label(): string {
  const unit = pick(['a', 'ab', 'aab', 'a.', 'a-b', 'ä', 'ba'])
  const length = 1 + Math.floor(random() * (LONGEST_LABEL - 1))
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length - 1) + pick(['!', 'a', 'b', '\n', ''])
}

/** Compiled anew for each measurement: what a matcher has learned from other labels does not help it. */
function compiled(value: string): readonly [Matcher] {
  const matcher: Matcher = { name: 'a', op: '=~', value }
  matcherFault(matcher)
  return [matcher]
}

/** Milliseconds by the wall, pauses included that the machine makes for others. */
function timed(value: string, a: string): number {
  const matchers = compiled(value)
  const before = performance.now()
  if (matchesLabels(matchers, { a })) matched++
  return performance.now() - before
}

/** Milliseconds of the processor. Systems account for it by the millisecond: the mean of as many as show in that. */
function processorTime(value: string, a: string): number {
  const anew = Array.from({ length: 50 }, () => compiled(value))
  const before = process.threadCpuUsage()
  for (const matchers of anew) matchesLabels(matchers, { a })
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1000 / anew.length
}

const times = new Float64Array(PAIRS)
const slowest: Array<{ ms: number; value: string; length: number }> = []
let done = 0
let refused = 0
let matched = 0
while (done < PAIRS) {
  const value = expression(1 + Math.floor(random() * 3))
  if (matcherFault({ name: 'a', op: '=~', value }) !== null) {
    refused++
    continue
  }
  for (let i = 0; i < LABELS && done < PAIRS; i++) {
    const a = label()
    const first = timed(value, a)
    const ms = first > LIMIT_MS ? Math.min(first, processorTime(value, a)) : first
    times[done++] = ms
    if (ms > LIMIT_MS) slowest.push({ ms, value, length: a.length })
  }
}
times.sort()
const quantile = (p: number): number => times[Math.min(PAIRS - 1, Math.floor(p * PAIRS))] ?? 0
const row = (name: string, value: string): void => void process.stdout.write(`${name.padEnd(24)}${value}\n`)
row('pairs', `${PAIRS}, ${((100 * matched) / PAIRS).toFixed(0)} % of them match`)
row('expressions refused', `${refused}, too large or too long`)
for (const p of [0.5, 0.99, 0.999, 0.9999]) row(`p${p * 100}`, `${(1000 * quantile(p)).toFixed(1)} us`)
row('longest', `${quantile(1).toFixed(2)} ms`)
row(`over ${LIMIT_MS} ms`, String(slowest.length))
for (const { ms, value, length } of slowest.sort((a, b) => b.ms - a.ms).slice(0, 5)) {
  row(`  ${ms.toFixed(2)} ms`, `${value} on ${length} characters`)
}
process.exitCode = quantile(0.999) > LIMIT_MS ? 1 : 0
