// Examines an installation: every check at once, and what they find in the order in which to fix it.

import { messageOf } from '../../core/errors.ts'
import { distinct } from '../../core/names/distinct.ts'
import { frozen } from '../../core/parts/frozen.ts'
import { type DoctorCheck, type Finding, fault, type Installation, STAGES } from './check.ts'
import { files, members } from './checks/members.ts'

export const doctorChecks: readonly DoctorCheck[] = distinct(members, files, ({ name }) => name)

export interface Examined {
  stage: DoctorCheck['stage']
  check: string
  findings: readonly Finding[]
}

/** One entry a check, by stage; faults come before warnings. A check that fails is a finding of its own. */
export async function examine(
  installation: Installation,
  checks: readonly DoctorCheck[] = doctorChecks,
): Promise<Examined[]> {
  const shared = Object.freeze({ ...installation, configFaults: frozen(installation.configFaults) })
  const found = await Promise.all(
    checks.map(async check => ({
      stage: check.stage,
      check: check.name,
      findings: (await attempt(check, shared)).toSorted((a, b) => LEVELS[a.level] - LEVELS[b.level]),
    })),
  )
  return found.toSorted((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))
}

const LEVELS = { fault: 0, warning: 1 } as const

async function attempt(check: DoctorCheck, installation: Installation): Promise<readonly Finding[]> {
  try {
    return await check.run(installation)
  } catch (error) {
    return [
      fault(check.name, `could not be examined: ${messageOf(error)}`, 'Fix what is named before it first'),
    ]
  }
}
