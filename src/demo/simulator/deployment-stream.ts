// What the example platform deploys: something every week, and on one day the release that does harm.
import type { Millis } from '../../core/clock.ts'
import { DAY, HOUR } from '../../core/duration.ts'
import { randomStream } from '../../core/random.ts'
import type { Deployment, World } from './entities.ts'
import { FAULTY_RELEASE } from './plants.ts'

const FIRST: Millis = 6 * DAY + 13 * HOUR
const EVERY: Millis = 7 * DAY
/** They do not come on the stroke of the hour. */
const SPREAD: Millis = 2 * HOUR

const SERVICES = ['worker', 'api', 'planner'] as const

/** It happens in every world: what a release does depends on the plants, that it comes does not. */
export function deploymentStream(world: World): (at: Millis) => Deployment[] {
  const coming = deployments(world)
  let next = coming.next().value
  return at => {
    const happened: Deployment[] = []
    while (next.at <= at) {
      happened.push(next)
      next = coming.next().value
    }
    return happened
  }
}

function* deployments({ seed, startedAt }: World): Generator<Deployment, never> {
  let id = 0
  let harm = false
  for (let week = 0; ; week++) {
    const after = FIRST + week * EVERY + Math.round(randomStream(seed, 'deployment', week).uniform() * SPREAD)
    if (!harm && after > FAULTY_RELEASE.after) {
      harm = true
      const { version, service } = FAULTY_RELEASE
      yield { id: ++id, version, service, at: startedAt + FAULTY_RELEASE.after }
    }
    const service = SERVICES[week % SERVICES.length] ?? SERVICES[0]
    yield { id: ++id, version: `2.${week + 1}.0`, service, at: startedAt + after }
  }
}
