// The example of a kind of change for which none was made by hand: drawn as its entry says, so that a new kind has its email at once.
import { NOTHING_KNOWN } from '../../../detection/causes/cause.ts'
import type { ChangeKind } from '../../../detection/change.ts'
import { KINDS, kindOf } from '../../../detection/kinds/kinds.ts'
import type { Point } from '../../../series/series.ts'
import type { AlertEmailInput } from '../input.ts'
import { episodeOf, LEVEL, NOW, ONSET, pointsOf, sample } from './samples.ts'

/** A firing alert on a change of that kind; its points change at the onset as a chart of the kind draws it. */
export function kindExample(kind: ChangeKind): AlertEmailInput {
  const draw = AFTER[kindOf(kind).drawing]
  return sample({
    transition: { to: 'firing', at: NOW, episode: episodeOf({ ...LEVEL, kind }) },
    points: pointsOf({ ...LEVEL, to: LEVEL.from }).flatMap(point => (point.at < ONSET ? point : draw(point))),
    limit: null,
    causes: NOTHING_KNOWN,
    unaffected: [],
  })
}

/** When people get it. */
export function kindOccasion(kind: ChangeKind): string {
  return `a change of kind ${kind}: ${KINDS[kind].up.state}`
}

const MOVE = LEVEL.to - LEVEL.from

/** What becomes of a point from the onset on. */
const AFTER: Readonly<Record<ReturnType<typeof kindOf>['drawing'], (point: Point) => Point[]>> = {
  step: point => [shifted(point, MOVE)],
  ramp: point => [shifted(point, (MOVE * (point.at - ONSET)) / (NOW - ONSET))],
  band: point => [shifted(point, 2 * offOf(point))],
  outliers: point => [shifted(point, Math.max(0, 2 * offOf(point)))],
  flat: point => [{ ...point, value: LEVEL.to }],
  gap: () => [],
}

function shifted(point: Point, by: number): Point {
  return { ...point, value: (point.value ?? LEVEL.from) + by }
}

function offOf({ value }: Point): number {
  return (value ?? LEVEL.from) - LEVEL.from
}
