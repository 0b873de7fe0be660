// How good a gate is: candidates that are no worse and are stopped, how soon a doubling is found, and how often its limits hold.
// node bench/gate.ts [--quick]
import { lookAt } from './gate/looks.ts'
import { type Ended, fixedSample, rollOut, type World } from './gate/rollouts.ts'
import { benchOptions, judge, printHead, printTable, type Red } from './report/report.ts'

const { quick } = benchOptions()
/** Of each of five worlds. */
const ALIKE = quick ? 200 : 2000
const DOUBLED = quick ? 200 : 400
const LOOKED = quick ? 10 : 150
const BASES = quick ? [0.05, 0.2] : [0.02, 0.05, 0.1, 0.2]

const worlds: ReadonlyArray<readonly [string, Omit<World, 'worse'>]> = [
  ['1:1, 5 %', { share: 0.5, base: 0.05, baseAtEnd: 0.05, tasks: 2000 }],
  ['1:9, 5 %', { share: 0.1, base: 0.05, baseAtEnd: 0.05, tasks: 2000 }],
  ['1:1, 20 %', { share: 0.5, base: 0.2, baseAtEnd: 0.2, tasks: 2000 }],
  ['1:1, from 2 % to 40 %', { share: 0.5, base: 0.02, baseAtEnd: 0.4, tasks: 2000 }],
  ['1:9, from 40 % to 2 %', { share: 0.1, base: 0.4, baseAtEnd: 0.02, tasks: 2000 }],
]

const runs = (world: World, count: number): Ended[] =>
  Array.from({ length: count }, (_, seed) => rollOut(world, seed))

const alike = worlds.map(([name, world]) => {
  const ended = runs({ ...world, worse: 1 }, ALIKE)
  const stopped = ended.filter(({ failedAfter, isMismatch }) => failedAfter !== null || isMismatch).length
  const held = ended.filter(({ failures }) => failures.lower <= 1 && failures.upper >= 1).length
  return { name, stopped: stopped / ALIKE, held: held / ALIKE }
})

const doubled = [0.5, 0.1].flatMap(share =>
  BASES.map(base => {
    const fixed = fixedSample(base, 2 * base, share)
    const world = { share, base, baseAtEnd: base, tasks: Math.ceil((6 * fixed) / 20) * 20 }
    const ratio = (2 * (1 - base)) / (1 - 2 * base)
    const ended = runs({ ...world, worse: 2 }, DOUBLED)
    const found = ended
      .map(({ failedAfter }) => failedAfter ?? Number.POSITIVE_INFINITY)
      .sort((a, b) => a - b)
    const passed = runs({ ...world, worse: 1 }, Math.ceil(DOUBLED / 2))
      .map(({ excludedAfter }) => excludedAfter ?? Number.POSITIVE_INFINITY)
      .sort((a, b) => a - b)
    const held = ended.filter(({ failures }) => failures.lower <= ratio && failures.upper >= ratio).length
    const wrong = ended.filter(
      ({ failedAfter, excludedAfter }) => excludedAfter !== null && excludedAfter < (failedAfter ?? Infinity),
    ).length
    return {
      share,
      base,
      fixed,
      median: quantile(found, 0.5),
      most: quantile(found, 0.8),
      passed: quantile(passed, 0.5),
      held: held / DOUBLED,
      wrong: wrong / DOUBLED,
    }
  }),
)

const looked = await lookedAt()

printHead('A gate between a candidate and a baseline', [
  `${5 * ALIKE} rollouts of 2,000 tasks in which nothing is worse, looked at after every 20 tasks, split stated`,
  `${DOUBLED} of each base rate in which twice as many fail; beside them the tasks that a comparison takes which looks once (one-sided 5 %, power 80 %)`,
])
printTable(
  ['nothing is worse', 'stopped at any look', 'limits hold at all looks'],
  alike.map(({ name, stopped, held }) => [name, stopped.toFixed(4), held.toFixed(4)]),
)
printTable(
  [
    'twice as many fail',
    'one look',
    'median',
    'of one look',
    '80 %',
    'excluded where alike',
    'limits hold',
    'passed first',
  ],
  doubled.map(({ share, base, fixed, median, most, passed, held, wrong }) => [
    `${share === 0.5 ? '1:1' : '1:9'}, ${100 * base} %`,
    fixed.toFixed(0),
    String(median),
    (median / fixed).toFixed(2),
    (most / fixed).toFixed(2),
    String(passed),
    held.toFixed(3),
    wrong.toFixed(3),
  ]),
)
printTable(
  [
    `${LOOKED} rollouts each, 25 looks while tasks come in`,
    'ever failed',
    'ever passed',
    'ever broken',
    'taken back',
  ],
  looked.map(({ worse, slow, failed, passed, broken, takenBack }) => [
    `${worse === 1 ? 'as many' : 'twice as many'} fail, and take ${slow} times as long`,
    ...[failed, passed, broken, takenBack].map(one => one.toFixed(3)),
  ]),
)
judge(redLines())

/** Slow or quick failures, of as many or twice as many. */
async function lookedAt() {
  const all: Array<Awaited<ReturnType<typeof lookAt>> & { worse: number; slow: number }> = []
  for (const [worse, slow] of [
    [1, 1],
    [1, 3],
    [2, 3],
    [2, 0.1],
  ] as const)
    all.push({ worse, slow, ...(await lookAt(worse, slow, LOOKED)) })
  return all
}

function redLines(): Red[] {
  const stopped = alike.reduce((sum, one) => sum + one.stopped, 0) / alike.length
  return [
    { what: 'alike and stopped, of all', value: stopped, most: 0.05 },
    ...looked.map(({ worse, slow, takenBack }) => ({
      what: `taken back, ${worse} times as many and ${slow} times as long`,
      value: takenBack,
      most: 0.02,
    })),
    ...alike.map(({ name, held }) => ({ what: `limits of ${name}`, value: held, least: 0.95 })),
    ...doubled.flatMap(({ share, base, median, fixed, held, wrong }) => {
      const of = `a doubling of ${base} at ${share}`
      return [
        { what: `${of}, in parts of one look`, value: median / fixed, most: 1.5 },
        { what: `limits at ${of}`, value: held, least: 0.93 },
        { what: `${of} passed`, value: wrong, most: 0.05 },
      ]
    }),
  ]
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * sorted.length)] ?? Number.NaN
}
