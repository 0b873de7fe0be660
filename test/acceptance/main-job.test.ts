// The main job on real servers: PostgreSQL where it is installed, and a Prometheus that scrapes what came of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { needs, startPrometheus } from '../support/exposition/prometheus.ts'
import { startPostgres } from '../support/postgres/postgres.ts'
import { describeMainJob } from '../support/process/main-job.ts'

describeMainJob({
  on: 'real servers',
  startPostgres,
  hourly: 16,
  isStartedAgain: true,
  alsoWhileItRuns: prometheusScrapes,
})

function prometheusScrapes(page: () => Promise<string>): void {
  test('Prometheus scrapes what it found', needs('prometheus'), async t => {
    const prometheus = await startPrometheus(t as never, { targets: [new URL(await page()).host] })
    const [run] = await prometheus.eventually('slowburn_task_run_time_p50_seconds{task_type="build"}')
    assert.ok(run !== undefined && run.value > 90 && run.value < 180, String(run?.value))
    const [change] = await prometheus.eventually(
      'slowburn_change_active{task_type="build",indicator="task_run_time_p50"}',
    )
    assert.equal(change?.value, 1)
    assert.equal(change?.metric.direction, 'up')
    assert.deepEqual(await prometheus.query('slowburn_change_active{task_type="test"}'), [])
  })
}
