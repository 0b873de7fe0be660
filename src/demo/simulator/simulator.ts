// The example platform's life: what happens, in order, for as long as one cares to ask.
//
// Every entity draws from a stream of its own, so a world with plants and one without share all their
// randomness (common random numbers): what differs between them is the effect of the plants alone.
import type { Millis } from '../../core/clock.ts'
import { claimStream, sampleStream } from './claim-streams.ts'
import { deploymentStream } from './deployment-stream.ts'
import type { Happenings, World } from './entities.ts'
import { investmentStream, ledgerStream } from './money-streams.ts'
import { conditions } from './plants.ts'
import { finishedTasks, taskStream } from './task-stream.ts'

export interface Simulator {
  /** All that came to be after the moment of the previous call and no later than `at`. */
  until(at: Millis): Happenings
}

export function simulate(world: World): Simulator {
  const rules = conditions(world.startedAt, world.plants)
  const tasks = taskStream(world, rules)
  const finished = finishedTasks()
  const claims = claimStream(world, rules)
  const samples = sampleStream(world)
  const investments = investmentStream(world, rules)
  const ledger = ledgerStream(world, rules)
  const deployments = deploymentStream(world)
  return {
    until: at => {
      const begun = tasks(at)
      const ended = finished(begun, at)
      return {
        tasks: begun,
        samples: samples(ended),
        claims: claims(ended),
        investments: investments(ended, at),
        ledger: ledger(at),
        deployments: deployments(at),
      }
    },
  }
}
