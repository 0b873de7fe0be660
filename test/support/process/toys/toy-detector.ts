// Loaded before all else, in threads too: the detector of levels does what the environment variable TOY says, at its first steps, or
// at all where it takes many.
import { execFileSync } from 'node:child_process'
import { level } from '../../../../src/detection/detectors/level.ts'

const forEver = (): never => {
  for (;;);
}
const kept: object[] = []
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
  'leaks memory': () => void kept.push(Array.from({ length: 30_000 }, (_, i) => i / 2)),
}
const toy = process.env.TOY ?? ''
const way = ways[toy]
const most = toy === 'leaks memory' ? Number.POSITIVE_INFINITY : 3
const { step } = level
if (way !== undefined) {
  let steps = 0
  Object.assign(level, {
    step: (...given: Parameters<typeof step>) => {
      steps += 1
      if (steps <= most) way()
      return step(...given)
    },
  })
}
