// A real Alertmanager, told by slowburn: what it holds is what fires, no more, no less.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { systemClock } from '../../src/core/clock.ts'
import { HOUR, MINUTE } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import { type PostedAlert, postAll, postedAlert } from '../../src/delivery/state/alertmanager.ts'
import { episodeOf, LEVEL, RULE } from '../support/alerts/alert-samples.ts'
import { needs, startAlertmanager } from '../support/exposition/prometheus.ts'

const never = new AbortController().signal
const CONFIG = { route: { receiver: 'none' }, receivers: [{ name: 'none' }] }

describe('a real Alertmanager', needs('prometheus-alertmanager'), () => {
  test('holds what fires, once however often it is told, and lets go of what has resolved', async t => {
    const first = await startAlertmanager(t, CONFIG)
    const second = await startAlertmanager(t, CONFIG)
    const members = [first, second]
    const now = systemClock.now()
    const post = async (alerts: PostedAlert[]): Promise<void> => {
      const faults = await postAll(
        { members, alerts: () => alerts, clock: systemClock, log: silentLogger },
        never,
      )
      assert.deepEqual([...faults], [])
    }
    const firing = [build('firing', 'build', now), build('firing', 'it\'s "ü" \\ {x="y"}', now)]
    await post(firing)
    await post(firing)
    for (const member of members) {
      const held = await alertsOf(member)
      assert.deepEqual(
        held.map(({ labels }) => labels.task_type).sort(),
        firing.map(({ labels }) => labels.task_type ?? '').sort(),
      )
      assert.ok(held.every(({ startsAt }) => Date.parse(startsAt) === now - HOUR))
      assert.ok(held.every(({ annotations }) => annotations.summary === 'It stepped up.'))
    }
    await post([build('resolved', 'build', now), ...firing.slice(1)])
    for (const member of members) assert.equal((await alertsOf(member)).length, 1)
  })
})

interface Held {
  labels: Record<string, string>
  annotations: Record<string, string>
  startsAt: string
}

function build(state: 'firing' | 'resolved', taskType: string, now: number): PostedAlert {
  const resolvedAt = state === 'resolved' ? now - MINUTE : null
  const episode = episodeOf(LEVEL, { state, firingSince: now - HOUR, resolvedAt })
  const labels = { task_type: taskType }
  const as = {
    labels,
    indicator: 'task_run_time_p50',
    summary: 'It stepped up.',
    coincides: null,
    runbook: null,
    url: null,
    mail: 'slowburn' as const,
  }
  return postedAlert(episode, RULE, as, now)
}

async function alertsOf(member: string): Promise<Held[]> {
  const response = await fetch(`${member}/api/v2/alerts?active=true`)
  return (await response.json()) as Held[]
}
