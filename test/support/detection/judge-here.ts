// Judges in the thread of the test, as the thread of detection does: without the detector that does not return, where there is one.
import type { Watchdog } from '../../../src/core/watchdog.ts'
import type { Monitor } from '../../../src/detection/change.ts'
import { lookBack } from '../../../src/detection/regimes/look-back.ts'
import { judge } from '../../../src/pipeline/detect/judge.ts'
import type { Judging } from '../../../src/pipeline/detect/judging.ts'

/** `watchdog` is what the monitor tells whom it asks. */
export function judgeHere(monitor: Monitor, watchdog: Watchdog): Judging {
  return {
    judge: async given => {
      const [finding = 'past'] = watchdog.each([given], one => judge(monitor, one), 0)
      return finding
    },
    lookBack: async ({ points, bucket, options }) => lookBack(points, bucket, options),
    close: async () => {},
  }
}
