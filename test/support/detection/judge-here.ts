// Judges in the thread of the test.
import type { Watchdog } from '../../../src/core/watchdog.ts'
import type { Monitor } from '../../../src/detection/change.ts'
import { lookBack } from '../../../src/detection/regimes/look-back.ts'
import { judgeWatched } from '../../../src/pipeline/detect/judge.ts'
import type { Judging } from '../../../src/pipeline/detect/judging.ts'

export function judgeHere(monitor: Monitor, watchdog: Watchdog): Judging {
  return {
    judge: async given => judgeWatched(monitor, watchdog, given),
    lookBack: async ({ points, bucket, options }) => lookBack(points, bucket, options),
    close: async () => {},
  }
}
