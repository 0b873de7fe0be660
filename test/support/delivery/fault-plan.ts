// Which nights there are: every failpoint with every behaviour of the server at every stage, by seed; and a count of
// what was really met.
import {
  BEHAVIOURS,
  type Behaviour,
  type FastSmtp,
  type Fault,
  GUARDED_STAGES,
  STAGES,
  type Stage,
} from './fast-smtp.ts'

/** Where the process may die. `at dot`: the server has the message, and its 250 is not yet heard. */
export const KILLS = [
  'before the intent',
  'inside the commit of the intent',
  'before the attempt',
  ...STAGES.map(stage => `at ${stage}` as const),
  'after the attempt',
  'inside the commit of the outcome',
  'after the outcome',
] as const
export type Kill = (typeof KILLS)[number]

export interface Trouble {
  kill: Kill | null
  fault: Fault | null
}

/** Every stage with every behaviour; only a recipient can be greylisted. */
const FAULTS: readonly Fault[] = STAGES.flatMap(at =>
  BEHAVIOURS.filter(does => does !== 'greylist' || at === 'rcpt').map(does => ({ at, does })),
)

/** So many seeds in a row begin with every failpoint (and none) beside every fault. */
export const TRIPLES = (KILLS.length + 1) * FAULTS.length

/** Slow ones cost real time, so by chance they come more seldom. */
const SLOW: ReadonlySet<Behaviour> = new Set(['mute', 'drip'])

/** The troubles of one night: the first by its seed, up to three more by chance. */
export function troublesOf(seed: number, random: () => number): Trouble[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const place = (seed - 1) % TRIPLES
  const first: Trouble = {
    kill: KILLS[Math.floor(place / FAULTS.length)] ?? null,
    fault: FAULTS[place % FAULTS.length] ?? null,
  }
  // Encryption costs most of a night: what needs it comes by chance only where it is needed anyway.
  const guarded = needsGuard(first)
  const kills = KILLS.filter(kill => guarded || !needsGuard({ kill, fault: null }))
  const faults = FAULTS.filter(fault => guarded || !needsGuard({ kill: null, fault }))
  const quick = faults.filter(({ does }) => !SLOW.has(does))
  const others = Array.from({ length: Math.floor(random() * 4) }, (): Trouble => {
    const kind = random()
    return {
      kill: kind < 0.6 ? pick(kills) : null,
      fault: kind > 0.3 ? pick(random() < 0.1 ? faults : quick) : null,
    }
  })
  return [first, ...others]
}

export function isSlow(fault: Fault | null): boolean {
  return fault !== null && SLOW.has(fault.does)
}

/** Encryption and a login are asked for where a trouble needs them, and in some nights besides. */
export function isGuarded(troubles: readonly Trouble[], random: () => number): boolean {
  return troubles.some(needsGuard) || random() < 0.05
}

function needsGuard({ kill, fault }: Trouble): boolean {
  return GUARDED_STAGES.some(stage => fault?.at === stage || kill === `at ${stage}`)
}

/** Arms the server with what has not been met yet. */
export function arm(smtp: FastSmtp, { kill, fault }: Trouble): void {
  smtp.fault = fault === null ? null : { ...fault }
  smtp.killAt = STAGES.find(stage => kill === `at ${stage}`) ?? null
}

/** What was met: stage and behaviour of each fault, and each failpoint with the fault in whose night it was. */
export interface Coverage {
  faults: Map<string, number>
  kills: Map<string, number>
}

export function emptyCoverage(): Coverage {
  return { faults: new Map(), kills: new Map() }
}

export function count(
  coverage: Coverage,
  { kill, fault }: Trouble,
  met: { kill: boolean; fault: boolean },
): void {
  const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1)
  if (fault !== null && met.fault) add(coverage.faults, keyOf(fault.at, fault.does))
  if (kill === null || !met.kill) return
  if (fault === null) add(coverage.kills, keyOf(kill, 'none'))
  else if (met.fault) add(coverage.kills, keyOf(kill, fault.does))
}

function keyOf(row: string, column: Behaviour | 'none'): string {
  return `${row}|${column}`
}

/** Two tables, and the cells that should have been met and were not. */
export function describeCoverage({ faults, kills }: Coverage): { lines: string[]; empty: string[] } {
  const beside = [...BEHAVIOURS, 'none' as const]
  const empty = [
    ...FAULTS.filter(({ at, does }) => !faults.has(keyOf(at, does))).map(
      ({ at, does }) => `${does} at ${at}`,
    ),
    ...KILLS.flatMap(kill =>
      beside.filter(does => !kills.has(keyOf(kill, does))).map(does => `killed ${kill}, beside ${does}`),
    ),
  ]
  const lines = [...table('stage', STAGES, BEHAVIOURS, faults), '', ...table('killed', KILLS, beside, kills)]
  return { lines, empty }
}

function table(
  title: string,
  rows: readonly (Stage | Kill)[],
  columns: ReadonlyArray<Behaviour | 'none'>,
  counts: ReadonlyMap<string, number>,
): string[] {
  const cells = rows.map(row => [
    row,
    ...columns.map(column => String(counts.get(keyOf(row, column)) ?? '.')),
  ])
  const all = [[title, ...columns.map(String)], ...cells]
  const widths = columns.map((_, index) => Math.max(...all.map(row => row[index + 1]?.length ?? 0)))
  const first = Math.max(...all.map(([name = '']) => name.length))
  return all.map(
    ([name = '', ...rest]) =>
      `${name.padEnd(first)}  ${rest.map((cell, index) => cell.padStart(widths[index] ?? 0)).join('  ')}`,
  )
}
