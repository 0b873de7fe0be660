// Loaded before all else, in threads too: the detector of levels does what the environment variable TOY says, at its first steps.
import { execFileSync } from 'node:child_process'
import { level } from '../../../../src/detection/detectors/level.ts'

const forEver = (): never => {
  for (;;);
}
const kept: object[] = []
/** 8 MB, of which a copy takes next to no time. */
const MUCH = Array.from({ length: 1_000_000 }, () => 0.5)
const ways: Readonly<Record<string, () => void>> = {
  'rejects unawaited': () => void Promise.reject(new Error('nobody waits')),
  'throws from a timer': () => {
    setTimeout(() => {
      throw Object.create(null)
    }, 1)
  },
  'loops after a wait': () => void Promise.resolve().then(forEver),
  'loops from a timer': () => void setTimeout(forEver, 1),
  'ends its thread': () => process.exit(7),
  'waits for the system': () => void execFileSync('sleep', ['8']),
  // Much at a step: between two of them nobody is asked, and nobody would be named.
  'takes all memory': () => {
    for (let i = 0; i < 16; i += 1) kept.push(MUCH.slice())
  },
}
const way = ways[process.env.TOY ?? '']
const { step } = level
if (way !== undefined) {
  let steps = 0
  Object.assign(level, {
    step: (...given: Parameters<typeof step>) => {
      steps += 1
      if (steps <= 3) way()
      return step(...given)
    },
  })
}
