// That a replay is what the live run did: seven invented weeks are lived through tick by tick, with what people did in them, and replayed
// from what the store then holds. Every message has to have the same bytes, to the same recipient, at the same moment.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { type ReplayInput, runReplays } from '../../src/app/replay/replay.ts'
import type { Replay } from '../../src/assurance/replay/replay.ts'
import { parseConfig } from '../../src/config/load.ts'
import { DAY, HOUR, WEEK } from '../../src/core/duration.ts'
import { silentLogger } from '../../src/core/logger.ts'
import type { AlertActions } from '../../src/operations/operations.ts'
import type { Store } from '../../src/storage/store.ts'
import { temporaryFolder } from '../support/folder.ts'
import { runCommand, startCommand } from '../support/process/command.ts'
import { BEGIN, type LiveRun, liveConfig, runLive, SLOWER } from '../support/replay/live-run.ts'
import { recordIn, replayConfig } from '../support/replay/recorded-store.ts'
import { whole } from '../support/replay/replaying.ts'

async function replayed(folder: string, more: Partial<ReplayInput> = {}): Promise<Replay> {
  const [result] = await runReplays(
    {
      folder,
      configs: [parseConfig(liveConfig(folder), {})],
      // The first report came before every series had been found to have enough for a width.
      span: { from: BEGIN + 2 * DAY, to: null, started: null },
      withActs: true,
      lag: null,
      log: silentLogger,
      onRead: () => {},
      onProgress: () => {},
      onDone: () => {},
      ...more,
    },
    new AbortController().signal,
  )
  assert.ok(result !== undefined)
  return whole(result)
}

function livedMessages({ owed }: LiveRun, from: number): string[] {
  return owed
    .filter(({ createdAt }) => createdAt >= from)
    .map(({ createdAt, recipient, subject, bytes }) => {
      const digest = createHash('sha256').update(bytes).digest('hex')
      return `${new Date(createdAt).toISOString()} ${recipient} ${subject} ${digest}`
    })
}

function replayedMessages({ messages }: Replay): string[] {
  return messages.map(
    ({ at, to, subject, digest }) => `${new Date(at).toISOString()} ${to} ${subject} ${digest}`,
  )
}

function incidentsOf(
  all: ReadonlyArray<{ id: string; openedAt: number; closedAt: number | null }>,
): string[] {
  return all.map(({ id, openedAt, closedAt }) => `${id} ${openedAt} ${closedAt}`).sort()
}

function firing({ episodes }: Store): string {
  return episodes.open().find(({ state }) => state === 'firing')?.id ?? assert.fail('nothing fires')
}

const ACTS = [
  [
    40,
    (acting: AlertActions, store: Store) => acting.acknowledge(firing(store), { by: 'ann', note: 'on it' }),
  ],
  [
    60,
    (acting: AlertActions, store: Store) =>
      acting.snooze(firing(store), { by: 'bob', note: 'later: tomorrow' }, SLOWER + 100 * HOUR),
  ],
  [
    130,
    (acting: AlertActions, store: Store) => acting.accept(firing(store), { by: 'ann', note: 'new model' }),
  ],
  [
    200,
    (acting: AlertActions) =>
      acting.silence(
        {
          matchers: [{ name: 'task_type', op: '=', value: 'build' }],
          startsAt: SLOWER + 200 * HOUR,
          endsAt: SLOWER + 260 * HOUR,
          createdBy: 'ann',
          comment: 'deploy',
        },
        true,
      ),
  ],
  [210, (acting: AlertActions) => acting.leave('weekly', 'owner@example.org', 'owner')],
] as const

describe('a replay of what was lived through', () => {
  test('has the same incidents, and the same messages byte by byte, with what people did', async t => {
    const folder = temporaryFolder(t)
    const acts = ACTS.map(
      ([hour, act]) =>
        [
          SLOWER + hour * HOUR,
          (acting: AlertActions, store: Store) => assert.ok(act(acting, store).done, `${hour}`),
        ] as const,
    )
    const live = await runLive(folder, { acts })
    const again = await replayed(folder)
    const lived = livedMessages(live, BEGIN + 2 * DAY)
    assert.deepEqual(replayedMessages(again), lived)
    assert.ok(lived.length > 8, `${lived.length} messages`)
    const standing = live.incidents.filter(({ mergedInto }) => mergedInto === null)
    assert.deepEqual(incidentsOf(again.incidents), incidentsOf(standing))
    assert.deepEqual(again.acts, { done: ACTS.length, idle: 0 })

    const untouched = await replayed(folder, { withActs: false })
    assert.deepEqual(untouched.acts, { done: 0, idle: 0 })
    assert.ok(
      untouched.messages.some(({ subject, at }) => subject.startsWith('Re: PAGE') && at < SLOWER + 60 * HOUR),
    )
  })

  test('is the same where slowburn was started late, and read five weeks at once', async t => {
    const folder = temporaryFolder(t)
    const started = SLOWER + 3 * DAY
    const live = await runLive(folder, { started })
    const again = await replayed(folder, { span: { from: started, to: null, started } })
    const lived = livedMessages(live, started)
    assert.deepEqual(replayedMessages(again), lived)
    assert.equal(again.messages[0]?.at, started)
    assert.ok(started - BEGIN > 5 * WEEK)
  })
})

test('a service that runs is replayed beside, by another process, and notices nothing of it', async t => {
  const folder = temporaryFolder(t)
  const data = join(folder, 'data')
  recordIn(data)
  const file = join(folder, 'slowburn.yml')
  writeFileSync(file, `${replayConfig(data).replace('tick: 1h', 'tick: 1s')}listen: { port: 0 }\n`)
  const service = startCommand(['start', '--config', file])
  t.after(() => service.child.kill('SIGKILL'))
  const [, page = ''] = await service.says(/page=(\S+)/)
  await service.says(/first tick done/)
  const files = (): string[] => readdirSync(data, { recursive: true }).map(String).sort()
  const before = files()
  const { code, stdout } = await runCommand(['replay', '--config', file, '--to', '2026-04-05T00:00Z'])
  assert.equal(code, 0)
  assert.match(stdout, /Nothing was sent\.\n\n1 incident, 1 message to 1 recipient/)
  assert.deepEqual(files(), before, 'no message and no file more')
  assert.equal((await fetch(`${page}readyz`)).status, 200)
  const { code: ended, stderr } = await service.end('SIGTERM')
  assert.equal(ended, 0)
  assert.doesNotMatch(stderr, /error/i)
})

test('two configurations are set side by side, on the page too', async t => {
  const folder = temporaryFolder(t)
  const [data, page] = [join(folder, 'data'), join(folder, 'replay.html')]
  recordIn(data)
  const [file, stricter] = [join(folder, 'slowburn.yml'), join(folder, 'stricter.yml')]
  writeFileSync(file, replayConfig(data))
  writeFileSync(stricter, replayConfig(data).replace('for: 10m', 'for: 2d'))
  const { stdout, stderr } = await runCommand(
    `replay --config ${file} --against ${stricter} --html ${page}`.split(' '),
  )
  assert.match(stdout, /notified 2 days later/, stderr)
  assert.match(stdout, /The page: .*replay\.html\n$/)
  assert.match(readFileSync(page, 'utf8'), /notified 2 days later/)
})
